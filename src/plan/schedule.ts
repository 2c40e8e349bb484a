// What a device is given: the graph as that kind of adapter computes it, and the plan of its nodes.
import { UnsupportedError } from '../errors';
import type { Graph } from '../graph/graph';
import { verifySteps } from '../graph/verify';
import type { Kernel } from '../kernels/kernel';
import { rewriteSteps } from '../rewrites/rewrite';
import { winograd } from '../rewrites/winograd';
import type { AdapterKind } from '../util/adapter-kind';
import { atOnce } from '../util/at-once';
import { type Decoder, type KernelChoice, planSteps } from './build-plan';
import type { Plan } from './plan';
import { selectKernel } from './select-kernel';
import type { Target } from './target';

/** A graph and its plan, which has a step for every node. */
export interface Schedule {
  readonly graph: Graph;
  readonly plan: Plan;
}

/** What a schedule depends on besides graph and device. */
export interface ScheduleOptions {
  /** Lowers the graph; by default Winograd convolutions by their rule. */
  readonly lower?: (graph: Graph, adapter: AdapterKind) => Graph;
  /** What there is to choose from; those of ordinary networks by default. */
  readonly kernels?: readonly Kernel[];
  /** Chooses kernels in place of the rules. */
  readonly select?: KernelChoice;
  /** Where the device decodes coded weights. */
  readonly decoder?: Decoder | null;
}

/**
 * Lowers a graph that went through the passes, and plans it; as it is where the device can compute it only so.
 * @throws UnsupportedError listing every node that no kernel accepts.
 */
export function scheduleGraph(
  graph: Graph,
  target: Target,
  options: ScheduleOptions = {},
): Schedule {
  return atOnce(scheduleSteps(graph, target, options));
}

/** `scheduleGraph`, with stops between its pieces of work. */
export function* scheduleSteps(
  graph: Graph,
  target: Target,
  options: ScheduleOptions,
): Generator<void, Schedule> {
  const { kind } = target;
  const { decoder = null, kernels } = options;
  const select = options.select ?? ((call, device) => selectKernel(call, device, kernels));
  function* planned(each: Graph): Generator<void, Schedule> {
    yield* verifySteps(each);
    return { graph: each, plan: yield* planSteps(each, target, select, decoder) };
  }
  const lowered = options.lower?.(graph, kind) ?? (yield* rewriteSteps(graph, [winograd], kind));
  try {
    return yield* planned(lowered);
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    return yield* planned(graph);
  }
}
