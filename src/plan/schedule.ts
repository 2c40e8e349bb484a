// What a device is given: the graph as that kind of adapter computes it, and the plan of its nodes.
import type { Graph } from '../ir/graph';
import { verifyGraph } from '../ir/verify';
import { buildPlan } from './build-plan';
import { isFasterByWinograd, lowerWinograd, type WinogradRule } from './lower-winograd';
import type { AdapterKind, Plan } from './plan';

/** A graph and its plan, which has a step for every node. */
export interface Schedule {
  readonly graph: Graph;
  readonly plan: Plan;
}

/**
 * Lowers a graph that went through the passes, and plans it. `winograd` says which convolutions become Winograd
 * convolutions: those that gain, or a test's or a measurement's own choice.
 * @throws UnsupportedError listing every node that no kernel accepts.
 */
export function scheduleGraph(
  graph: Graph,
  adapter: AdapterKind,
  winograd: WinogradRule = isFasterByWinograd,
): Schedule {
  const lowered = lowerWinograd(graph, adapter, winograd);
  verifyGraph(lowered);
  return { graph: lowered, plan: buildPlan(lowered, adapter) };
}
