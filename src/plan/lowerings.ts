// Lowering by any choice, as far as kernels compute what comes out. Loaded by those who measure, and by tests.

import type { AnyNode, Graph } from '../graph/graph';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { LOWERINGS } from '../rewrites/lowerings';
import { byRules, type Choice, rewriteGraph } from '../rewrites/rewrite';
import type { AdapterKind } from '../util/adapter-kind';
import { callOf } from './build-plan';

/** What lowers a graph by a choice; by the rules where none is given. */
export function lowerBy(choose: Choice = byRules): (graph: Graph, adapter: AdapterKind) => Graph {
  return (graph, adapter) => rewriteGraph(graph, LOWERINGS, adapter, choose, isComputed);
}

/** Whether some kernel computes a node. */
function isComputed(graph: Graph, node: AnyNode): boolean {
  const call = callOf(graph, node);
  return ALL_KERNELS.some((kernel) => kernel.accepts(call));
}
