// What a device is given: the graph as that kind of adapter computes it, and the plan of its nodes.
import { UnsupportedError } from '../errors';
import type { Graph } from '../graph/graph';
import { verifyGraph } from '../graph/verify';
import type { Kernel } from '../kernels/kernel';
import { rewriteGraph } from '../rewrites/rewrite';
import { winograd } from '../rewrites/winograd';
import type { AdapterKind } from '../util/adapter-kind';
import { buildPlan, type KernelChoice } from './build-plan';
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
  /** Lowers in place of the rule for Winograd convolutions: see rewrites/lowerings.ts. */
  readonly lower?: (graph: Graph, adapter: AdapterKind) => Graph;
  /** What there is to choose from; those of ordinary networks by default. */
  readonly kernels?: readonly Kernel[];
  /** Chooses kernels in place of the rules. */
  readonly select?: KernelChoice;
  /** Whether the device decodes coded weights: where it does not compile for longer than a CPU would decode. */
  readonly decodesWeights?: boolean;
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
  const { kind } = target;
  const { decodesWeights = kind === 'hardware', kernels } = options;
  const select = options.select ?? ((call, device) => selectKernel(call, device, kernels));
  const plan = (each: Graph): Schedule => {
    verifyGraph(each);
    return { graph: each, plan: buildPlan(each, target, select, decodesWeights) };
  };
  const lowered = options.lower?.(graph, kind) ?? rewriteGraph(graph, [winograd], kind);
  try {
    return plan(lowered);
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    return plan(graph);
  }
}
