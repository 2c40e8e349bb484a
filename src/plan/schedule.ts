// What a device is given: the graph as that kind of adapter computes it, and the plan of its nodes.
import type { Graph } from '../ir/graph';
import { verifyGraph } from '../ir/verify';
import type { Kernel } from '../kernels/kernel';
import { buildPlan, type KernelChoice } from './build-plan';
import { lowerWinograd } from './lower-winograd';
import type { AdapterKind, Plan } from './plan';
import { selectKernel } from './select-kernel';

/** A graph and its plan, which has a step for every node. */
export interface Schedule {
  readonly graph: Graph;
  readonly plan: Plan;
}

/** What a schedule depends on besides graph and kind of adapter. */
export interface ScheduleOptions {
  /** Lowers in place of the rule for Winograd convolutions: see lowerings.ts. */
  readonly lower?: (graph: Graph, adapter: AdapterKind) => Graph;
  /** What there is to choose from; those of ordinary networks by default. */
  readonly kernels?: readonly Kernel[];
  /** Whether the device has the feature `subgroups`. */
  readonly hasSubgroups?: boolean;
  /** Chooses kernels in place of the rules. */
  readonly select?: KernelChoice;
  /** Whether the device decodes coded weights: where it does not compile for longer than a CPU would decode. */
  readonly decodesWeights?: boolean;
}

/**
 * Lowers a graph that went through the passes, and plans it.
 * @throws UnsupportedError listing every node that no kernel accepts.
 */
export function scheduleGraph(
  graph: Graph,
  adapter: AdapterKind,
  options: ScheduleOptions = {},
): Schedule {
  const { hasSubgroups = false, select, decodesWeights = adapter === 'hardware' } = options;
  const lowered = (options.lower ?? lowerWinograd)(graph, adapter);
  verifyGraph(lowered);
  const byRules: KernelChoice = (call, kind) =>
    selectKernel(call, kind, hasSubgroups, options.kernels);
  return { graph: lowered, plan: buildPlan(lowered, adapter, select ?? byRules, decodesWeights) };
}
