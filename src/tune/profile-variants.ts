// Every layer by every variant that could compute it: what the choices of rules and tuning are held against.
import type { Gpu } from '../gpu/device';
import { inHalves } from '../gpu/in-halves';
import { PipelineCache } from '../gpu/pipeline-cache';
import { selectionName } from '../gpu/refused-variants';
import type { Graph } from '../graph/graph';
import type { Call } from '../kernels/kernel';
import { callOf } from '../plan/build-plan';
import { candidatesOf } from '../plan/candidates';
import type { Plan } from '../plan/plan';
import type { Schedule } from '../plan/schedule';
import { callKey } from './call-key';
import { CallTimer } from './call-timer';
import { type Round, race } from './race';
import { selectionId } from './tuning';

/** A variant and its milliseconds, the median of its runs. */
export interface VariantTime {
  readonly variant: string;
  readonly ms: number;
}

/** Layers of one shape, op and fusion, and what each variant takes for them, the fastest first. */
export interface VariantProfile {
  /** Names of the nodes. */
  readonly layers: readonly string[];
  /** What the plan computes them with. */
  readonly chosen: string;
  readonly variants: readonly VariantTime[];
}

/** How variants are timed. */
export interface VariantProfileOptions {
  /** How often each contender runs; 5 by default, at least 2. */
  readonly runs?: number;
  /** Looked at before each measurement. What was measured by then is what `onProfile` was told. */
  readonly signal?: AbortSignal;
  /**
   * Called when all variants of a shape are measured: its profile, and how many shapes are done, of all of them. Those with few
   * variants come first.
   */
  readonly onProfile?: (profile: VariantProfile, done: number, of: number) => void;
}

/** What is so many times slower than the best is timed once: it is no contender, and may take most of the time. */
const FAR_BEHIND = 2;

/**
 * Times all variants of all nodes of a scheduled graph in turns, `runs` times each.
 * @returns profiles in the order of the graph
 * @throws GPUFailureError, DeviceLostError; the signal's reason when aborted.
 */
export async function profileGraphVariants(
  gpu: Gpu,
  { graph, plan }: Schedule,
  { runs, signal, onProfile }: VariantProfileOptions & { readonly runs: number },
): Promise<VariantProfile[]> {
  const target = plan.precision === 'f16' ? inHalves(gpu) : gpu.target;
  const pipelines = new PipelineCache(gpu.device);
  const rounds: readonly Round[] = [
    { runs: 1, slack: FAR_BEHIND },
    { runs: runs - 1, slack: Number.POSITIVE_INFINITY },
  ];
  const profiles = new Map<number, VariantProfile>();
  // Those with few variants first: they compile soonest, so that most shapes are done if this is stopped early.
  const calls = [...callsOf(graph)].toSorted(
    ([a], [b]) => candidatesOf(a, target).length - candidatesOf(b, target).length,
  );
  for (const [call, indices] of calls) {
    const timer = new CallTimer(gpu, pipelines, call, target);
    const { times } = await race(
      candidatesOf(call, target),
      (candidate) => {
        signal?.throwIfAborted();
        return timer.time(candidate);
      },
      (candidate) => timer.drop(candidate),
      { rounds },
    );
    const variants = [...times]
      .map(([each, ms]) => ({ variant: selectionId(each), ms }))
      .filter(({ ms }) => Number.isFinite(ms)); // the others are refused by the device
    const profile = {
      layers: indices.map((index) => graph.nodes[index]?.name ?? ''),
      chosen: variantOf(plan, indices[0] ?? 0),
      variants: variants.toSorted((a, b) => a.ms - b.ms),
    };
    profiles.set(indices[0] ?? 0, profile);
    onProfile?.(profile, profiles.size, calls.length);
  }
  return [...profiles].toSorted(([a], [b]) => a - b).map(([, profile]) => profile);
}

/** What computes a node. */
function variantOf({ pipelines, steps }: Plan, node: number): string {
  return selectionName(pipelines[steps[node]?.pipeline ?? 0]?.variant ?? '');
}

/** Distinct calls, and the nodes that are such a call. */
function callsOf(graph: Graph): Map<Call, number[]> {
  const byKey = new Map<string, Call>();
  const indices = new Map<Call, number[]>();
  for (const [index, node] of graph.nodes.entries()) {
    const own = callOf(graph, node);
    const key = callKey(own);
    const call = byKey.get(key) ?? own;
    byKey.set(key, call);
    indices.set(call, [...(indices.get(call) ?? []), index]);
  }
  return indices;
}
