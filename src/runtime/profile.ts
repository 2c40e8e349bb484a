// What a profile of a model says: how long an inference and each of its layers take.
import type { LayerReport } from '../plan/report';
import { median, type Timing, timingOf } from '../util/statistics';
import { bytesMovedOf } from './bytes-moved';
import type { Placed } from './resident';

/** One dispatch before it is timed. */
export interface LayerWork extends LayerReport {
  /** Bytes of its inputs, weights and outputs, each once. */
  readonly bytesMoved: number;
}

/** One dispatch and its time. */
export interface LayerProfile extends LayerWork {
  /** Median, from the GPU's own timestamps. */
  readonly durationMs: number;
}

/** How long a model takes. */
export interface ModelProfile {
  /** Measured inferences, after the warm-up. */
  readonly runs: number;
  /** From submit to the result's arrival, in one compute pass, as `run` does it. */
  readonly inferenceMs: Timing;
  /** Each layer in a compute pass of its own; null where the device has no timestamps. */
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
 * Measures; inferences and timed layers take turns, so that both see the same machine.
 * @throws DeviceLostError; the signal's reason when aborted.
 */
export async function profileExecutor(
  { gpu, graph, executor }: Placed,
  reports: readonly LayerReport[],
  { runs = 10, warmUp = 2, signal, onRun }: ProfileOptions,
): Promise<ModelProfile> {
  const hasTimestamps = gpu.device.features.has('timestamp-query');
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]));
  const layers: LayerWork[] = reports.map((layer) => {
    const node = nodes.get(layer.name);
    return { ...layer, bytesMoved: node ? bytesMovedOf(graph, node, executor.plan.precision) : 0 };
  });
  const [output] = executor.plan.outputs.slice(-1);
  const result = output ? [{ output: output.name, byteLength: 16 }] : [];
  const inferences: number[] = [];
  const steps: number[][] = [];
  for (let run = -warmUp; run < runs; run++) {
    signal?.throwIfAborted();
    const start = performance.now();
    // A few bytes, as a classification reads back: without them nothing would wait for the GPU.
    await executor.run(result);
    const duration = performance.now() - start;
    const times = hasTimestamps ? await executor.timeSteps() : [];
    onRun?.(warmUp + run + 1, warmUp + runs);
    if (run < 0) continue;
    inferences.push(duration);
    steps.push(times);
  }
  const layerMs = (index: number) => median(steps.map((times) => (times[index] ?? 0) / 1e6));
  return {
    runs,
    inferenceMs: timingOf(inferences),
    layers: hasTimestamps
      ? layers.map((layer, index) => ({ ...layer, durationMs: layerMs(index) }))
      : null,
  };
}
