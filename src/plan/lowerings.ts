// Lowering by any choice, as far as kernels compute what comes out. Loaded by those who measure, and by tests.

import type { ChannelView, Graph } from '../graph/graph';
import { MutableGraph } from '../graph/mutable-graph';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { LOWERINGS } from '../rewrites/lowerings';
import { applyEdit, byRules, type Choice, type Edit, rewriteSteps } from '../rewrites/rewrite';
import type { AdapterKind } from '../util/adapter-kind';
import { atOnce } from '../util/at-once';
import { callOf } from './build-plan';

/** What lowers a graph by a choice; by the rules where none is given. */
export function lowerBy(choose: Choice = byRules): (graph: Graph, adapter: AdapterKind) => Graph {
  return (graph, adapter) =>
    atOnce(
      rewriteSteps(graph, LOWERINGS, adapter, (rewrite, current, edits, kind) => {
        const possible = edits.filter((edit) => isComputed(current, edit));
        return possible.length > 0 ? choose(rewrite, current, possible, kind) : null;
      }),
    );
}

/** Whether some kernel computes each node that an edit gives. */
function isComputed(graph: Graph, edit: Edit): boolean {
  const edited = givenBy(graph, edit);
  return edit.give.every((node) => {
    const call = callOf(edited, node);
    return ALL_KERNELS.some((kernel) => kernel.accepts(call));
  });
}

/** The nodes that an edit gives, in a graph of nothing but what they refer to. */
export function givenBy(graph: Graph, edit: Edit): Graph {
  const { take, give, views = new Map<string, ChannelView>() } = edit;
  const names = new Set(
    [...take, ...give].flatMap(({ inputs, outputs }) => [...inputs, ...outputs]),
  );
  for (const { of } of views.values()) names.add(of);
  // The loop also visits what it adds: all values between a view and its storage.
  for (const name of names) {
    const view = graph.values.get(name)?.view;
    if (view) names.add(view.of);
  }
  const pick = <T>(map: ReadonlyMap<string, T>) =>
    new Map(
      [...names].flatMap((name): [string, T][] => {
        const found = map.get(name);
        return found === undefined ? [] : [[name, found]];
      }),
    );
  const { name, axisOrder, inputs, outputs, values, constants } = graph;
  const part = { name, axisOrder, inputs, outputs, nodes: take };
  const edited = new MutableGraph({ ...part, values: pick(values), constants: pick(constants) });
  applyEdit(edited, edit);
  return edited;
}
