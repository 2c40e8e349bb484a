// What a pass is: one walk over a graph, which can be stopped between its steps.
import { type AnyNode, type Graph, withoutUnusedValues } from '../graph/graph';
import { MutableGraph } from '../graph/mutable-graph';
import { isOutput, usesOf } from '../graph/uses';
import { atOnce } from '../util/at-once';
import { applyEdit, type Edit } from './rewrite';

/** Gives a graph that computes the same, or the same graph where there is nothing to do. */
type Walk = (graph: Graph) => Generator<void, Graph>;

/** One rewrite of whole graphs. */
export interface Pass {
  readonly name: string;
  /** With a stop ahead of every step, so that a page has its turns meanwhile. */
  readonly walk: Walk;
  /** All steps at once. */
  readonly run: (graph: Graph) => Graph;
}

/** Passes over ops that few graphs have. */
export interface FurtherPasses {
  readonly composeMoves: Pass;
  readonly foldPad: Pass;
  readonly nestConcat: Pass;
  readonly foldBatchNorm: Pass;
  readonly fuseGate: Pass;
  readonly fusePrologue: Pass;
  readonly fuseRequantize: Pass;
}

/** Whether the next node is the only reader of a value and nobody outside asks for it. */
export function isOnlyFor(graph: Graph, value: string, reader: AnyNode): boolean {
  const readers = usesOf(graph).readers.get(value);
  return readers?.size === 1 && readers.has(reader) && !isOutput(graph, value);
}

/** A pass by its steps. */
export function inSteps(name: string, walk: Walk): Pass {
  return { name, walk, run: (graph) => atOnce(walk(graph)) };
}

/** A pass of edits, each rooted at one node: what nothing reads any more is dropped behind them. */
export function passOf(
  name: string,
  editAt: (graph: Graph, node: AnyNode) => Edit | readonly Edit[] | null,
): Pass {
  return inSteps(name, function* (graph) {
    const edited = new MutableGraph(graph);
    for (const node of graph.nodes) {
      yield;
      for (const edit of [editAt(edited, node) ?? []].flat()) applyEdit(edited, edit);
    }
    return withoutUnusedValues(edited.done());
  });
}
