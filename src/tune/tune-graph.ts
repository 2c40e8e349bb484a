// Measures what the layers of a graph take by each variant that could compute them.
import type { Gpu } from '../gpu/device';
import { PipelineCache } from '../gpu/pipeline-cache';
import type { Graph } from '../graph/graph';
import type { Call } from '../kernels/kernel';
import { callOf } from '../plan/build-plan';
import { candidatesOf } from '../plan/candidates';
import type { Selection } from '../plan/select-kernel';
import type { Target } from '../plan/target';
import { product } from '../util/math';
import { callKey } from './call-key';
import { CallTimer } from './call-timer';
import { DominatedVariants } from './dominated-variants';
import { race } from './race';
import { loweredForms } from './tuned-lowerings';
import { selectionId, type TunedCall, type Tuning } from './tuning';

/** How far a tuning is. */
export interface TuningProgress {
  /** Distinct layers measured, of `total`. */
  readonly measured: number;
  readonly total: number;
}

/** How a graph is tuned. */
export interface TuneOptions {
  /** No layer is begun after so many milliseconds. */
  readonly budgetMs: number;
  /** The device as the graph is planned for it. */
  readonly target: Target;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TuningProgress) => void) | undefined;
}

/**
 * Races the candidates of every distinct call that `known` does not have, the largest first, so that a short budget goes
 * where most of the time is. What can be lowered is measured both ways.
 * @returns what was measured now.
 * @throws GPUFailureError, DeviceLostError; the signal's reason when aborted.
 */
export async function tuneGraph(
  gpu: Gpu,
  graph: Graph,
  known: Tuning,
  { budgetMs, target, signal, onProgress }: TuneOptions,
): Promise<Tuning> {
  const calls = distinctCalls(gpu, graph);
  const unknown = [...calls].filter(([key]) => !known[key]);
  const deadline = performance.now() + budgetMs;
  // Of its own: most of what is compiled for it is never used again.
  const pipelines = new PipelineCache(gpu.device);
  const dominated = new DominatedVariants();
  const measured: Record<string, TunedCall> = {};
  for (const [index, [key, call]] of unknown.entries()) {
    signal?.throwIfAborted();
    onProgress?.({ measured: calls.size - unknown.length + index, total: calls.size });
    if (performance.now() > deadline) break;
    const candidates = candidatesOf(call, target);
    if (candidates.length === 0) continue; // all are struck
    const timer = new CallTimer(gpu, pipelines, call, target);
    const fastest = await fastestVariant(timer, candidates, dominated, signal);
    // What a device refuses in every variant is not known to be any way of computing it.
    if (Number.isFinite(fastest.ms)) measured[key] = fastest;
  }
  const count = calls.size - unknown.length + Object.keys(measured).length;
  onProgress?.({ measured: count, total: calls.size });
  return measured;
}

/** Every distinct call of a graph, and of the graph by each lowering; largest first. */
function distinctCalls({ adapter }: Gpu, graph: Graph): Map<string, Call> {
  const forms = loweredForms(graph, adapter.kind);
  const calls = forms.flatMap((each) => each.nodes.map((node) => callOf(each, node)));
  const bySize = calls.toSorted((a, b) => workOf(b) - workOf(a));
  return new Map(bySize.map((call) => [callKey(call), call]));
}

async function fastestVariant(
  timer: CallTimer,
  candidates: readonly Selection[],
  dominated: DominatedVariants,
  signal: AbortSignal | undefined,
): Promise<TunedCall> {
  const kind = kindOf(timer.call);
  const result = await race(
    // The first is what the rules choose: it is there in any case.
    candidates.filter((each, rank) => rank === 0 || !dominated.has(kind, selectionId(each))),
    (candidate) => {
      signal?.throwIfAborted();
      return timer.time(candidate);
    },
    (candidate) => timer.drop(candidate),
  );
  dominated.add(kind, result, selectionId);
  return { variant: selectionId(result.winner), ms: result.ms };
}

/** Calls that differ only in size: what is dominated for some of them is for all. */
function kindOf({ op, attributes }: Call): string {
  const { kernel = [], strides = [] } = attributes as { kernel?: unknown; strides?: unknown };
  return JSON.stringify([op, kernel, strides]);
}

/** Multiplications, roughly: numbers of y, each times the weights of a channel of it. */
function workOf({ outputs, constants }: Call): number {
  const numbers = product(outputs[0]?.shape ?? []);
  const weights = product(constants[0]?.shape.slice(1) ?? []);
  return numbers * Math.max(1, weights);
}
