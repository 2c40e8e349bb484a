// What a pass is, and the small edits that passes share.
import { freshName } from '../graph/edit';
import { type AnyNode, consumersOf, type Graph, withoutUnusedValues } from '../graph/graph';
import type { Tensor } from '../tensor/tensor';
import { applyEdit, type Edit } from './rewrite';

/** One rewrite: a graph that computes the same, or the same graph where there is nothing to do. */
export interface Pass {
  readonly name: string;
  readonly run: (graph: Graph) => Graph;
}

/** Passes over ops that few graphs have. */
export interface FurtherPasses {
  readonly composeMoves: Pass;
  readonly foldPad: Pass;
}

/** Whether the next node is the only reader of a value and nobody outside asks for it. */
export function isOnlyFor(graph: Graph, value: string, reader: AnyNode): boolean {
  const readers = consumersOf(graph, value);
  return readers.length === 1 && readers[0] === reader && !graph.outputs.includes(value);
}

/** A pass of edits, each rooted at one node: what nothing reads any more is dropped behind them. */
export function passOf(name: string, editAt: (graph: Graph, node: AnyNode) => Edit | null): Pass {
  const editNode = (graph: Graph, node: AnyNode) => {
    const edit = editAt(graph, node);
    return edit ? applyEdit(graph, edit) : graph;
  };
  return { name, run: (graph) => withoutUnusedValues(graph.nodes.reduce(editNode, graph)) };
}

/** The graph with one more constant; `wanted` is its name unless something has that one already. */
export function withConstant(
  graph: Graph,
  wanted: string,
  tensor: Tensor,
): { graph: Graph; name: string } {
  const name = freshName(graph, wanted);
  const { shape, dtype } = tensor;
  return {
    name,
    graph: {
      ...graph,
      values: new Map(graph.values).set(name, { name, shape, dtype }),
      constants: new Map(graph.constants).set(name, tensor),
    },
  };
}
