// What a profile of a model says: how long an inference and each of its layers take.
import type { LayerReport, ModelReport } from '../plan/report';
import type { Placed } from '../runtime/backend';
import { behindModel } from '../runtime/internals';
import { median, type Timing, timingOf } from '../util/statistics';
import { bytesMovedOf } from './bytes-moved';
import type { ModelHandle } from './handles';

/** One dispatch before it is timed. */
export interface LayerWork extends LayerReport {
  /** Bytes of its inputs, weights and outputs, each once. */
  readonly bytesMoved: number;
}

/** One dispatch and its time. */
export interface LayerProfile extends LayerWork {
  /** Median; on a GPU, from its own timestamps. */
  readonly durationMs: number;
}

/** How long a model takes. */
export interface ModelProfile {
  /** Measured inferences, after the warm-up. */
  readonly runs: number;
  /** From submit to the result's arrival, in one compute pass, as `run` does it. */
  readonly inferenceMs: Timing;
  /** Each layer, on a GPU in a compute pass of its own; null where the device has no timestamps. */
  readonly layers: readonly LayerProfile[] | null;
}

/** How a model is profiled. */
export interface ProfileOptions {
  /** Measured inferences; 10 by default. */
  readonly runs?: number;
  /** Inferences before the first measured one; 2 by default. */
  readonly warmUp?: number;
  /** Looked at before each inference, warm-up included. */
  readonly signal?: AbortSignal;
  /** Called after each inference, warm-up included: how many are done, of all of them. */
  readonly onRun?: (done: number, of: number) => void;
}

/**
 * Measures inferences on whatever the inputs hold, and every layer where it can be measured: in turns, so that both see the
 * same machine.
 * @throws RangeError for fewer than one run; DeviceLostError; the signal's reason when aborted.
 */
export async function profile(
  model: ModelHandle,
  options: ProfileOptions = {},
): Promise<ModelProfile> {
  const { runs = 10 } = options;
  if (!Number.isInteger(runs) || runs < 1) {
    throw new RangeError(`A profile needs one run or more, got ${runs}.`);
  }
  const { attempt } = behindModel(model);
  return attempt(undefined, (placed) =>
    profilePlaced(placed, model.inspect(), { ...options, runs }),
  );
}

async function profilePlaced(
  placed: Placed,
  { layers: reports, precision }: ModelReport,
  { runs, warmUp = 2, signal, onRun }: ProfileOptions & { readonly runs: number },
): Promise<ModelProfile> {
  const { graph } = placed;
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]));
  const layers: LayerWork[] = reports.map((layer) => {
    const node = nodes.get(layer.name);
    return { ...layer, bytesMoved: node ? bytesMovedOf(graph, node, precision) : 0 };
  });
  const [output] = graph.outputs.slice(-1);
  // A few bytes, as a classification reads back: without them nothing would wait for the GPU.
  const reads = output === undefined ? [] : [{ output, count: 4 }];
  const inferences: number[] = [];
  const steps: (readonly number[])[] = [];
  for (let run = -warmUp; run < runs; run++) {
    signal?.throwIfAborted();
    const start = performance.now();
    await placed.run({}, reads);
    const duration = performance.now() - start;
    const times = await placed.time();
    onRun?.(warmUp + run + 1, warmUp + runs);
    if (run < 0) continue;
    inferences.push(duration);
    if (times) steps.push(times);
  }
  const layerMs = (index: number) => median(steps.map((times) => times[index] ?? 0));
  return {
    runs,
    inferenceMs: timingOf(inferences),
    layers:
      steps.length > 0
        ? layers.map((layer, index) => ({ ...layer, durationMs: layerMs(index) }))
        : null,
  };
}
