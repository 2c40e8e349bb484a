// What a device is given: the graph as that kind of adapter computes it, and the plan of its nodes.
import type { Graph } from '../ir/graph';
import { verifyGraph } from '../ir/verify';
import { buildPlan, type KernelChoice } from './build-plan';
import { lowerWinograd, tileByRules, type WinogradRule } from './lower-winograd';
import type { AdapterKind, Plan } from './plan';
import { selectKernel } from './select-kernel';

/** A graph and its plan, which has a step for every node. */
export interface Schedule {
  readonly graph: Graph;
  readonly plan: Plan;
}

/** What a schedule depends on besides graph and kind of adapter. */
export interface ScheduleOptions {
  /** Whether the device has the feature `subgroups`. */
  readonly hasSubgroups?: boolean;
  /** Which convolutions become Winograd convolutions, and of which tiles: the rules', a test's or a measurement's choice. */
  readonly winograd?: WinogradRule;
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
  const { hasSubgroups = false, winograd = tileByRules, select } = options;
  const { decodesWeights = adapter === 'hardware' } = options;
  const lowered = lowerWinograd(graph, adapter, winograd);
  verifyGraph(lowered);
  const byRules: KernelChoice = (call, kind) => selectKernel(call, kind, hasSubgroups);
  return { graph: lowered, plan: buildPlan(lowered, adapter, select ?? byRules, decodesWeights) };
}
