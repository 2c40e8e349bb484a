// What a device is given: the graph as that kind of adapter computes it, and the plan of its nodes.
import type { Graph } from '../ir/graph';
import { verifyGraph } from '../ir/verify';
import { buildPlan, type KernelChoice } from './build-plan';
import { type FireExpandRule, isFasterTogether, lowerFireExpand } from './lower-fire-expand';
import { isFasterByWinograd, lowerWinograd, type WinogradRule } from './lower-winograd';
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
  /** Which convolutions become Winograd convolutions: those that gain, or a test's or a measurement's own choice. */
  readonly winograd?: WinogradRule;
  /** Which pairs of expand layers become one dispatch, ahead of the rule for Winograd convolutions. */
  readonly fireExpand?: FireExpandRule;
  /** Chooses kernels in place of the rules. */
  readonly select?: KernelChoice;
}

/**
 * Lowers a graph that went through the passes, and plans it.
 * @throws UnsupportedError listing every node that no kernel accepts.
 */
export function scheduleGraph(
  graph: Graph,
  adapter: AdapterKind,
  {
    hasSubgroups = false,
    winograd = isFasterByWinograd,
    fireExpand = isFasterTogether,
    select,
  }: ScheduleOptions = {},
): Schedule {
  const paired = lowerFireExpand(graph, adapter, fireExpand);
  const lowered = lowerWinograd(paired, adapter, winograd);
  verifyGraph(lowered);
  const byRules: KernelChoice = (call, kind) => selectKernel(call, kind, hasSubgroups);
  return { graph: lowered, plan: buildPlan(lowered, adapter, select ?? byRules) };
}
