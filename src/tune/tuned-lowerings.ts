// Which nodes are computed another way, by what has been measured of both ways.

import type { AnyNode, Graph } from '../graph/graph';
import { callOf } from '../plan/build-plan';
import { givenBy, lowerBy } from '../plan/lowerings';
import { LOWERINGS } from '../rewrites/lowerings';
import { byRules, type Choice, type Edit, type Rewrite } from '../rewrites/rewrite';
import type { AdapterKind } from '../util/adapter-kind';
import { callKey } from './call-key';
import type { Tuning } from './tuning';

/** A graph as it is, and with everything lowered that can be, by each way of each lowering alone: what there is to measure. */
export function loweredForms(graph: Graph, adapter: AdapterKind): Graph[] {
  const forms = LOWERINGS.toReversed().flatMap((rewrite) =>
    (rewrite.ways ?? [undefined]).map((way): Choice => {
      return (each, _, edits) =>
        (each === rewrite && edits.find((edit) => edit.way === way)) || null;
    }),
  );
  return [graph, ...forms.map((choose) => lowerBy(choose)(graph, adapter))];
}

/**
 * Takes the edit whose nodes took least time, where that is less than those that it takes away do by any other way; by the rules
 * where not all of it was measured.
 */
export function tunedLowering(tuning: Tuning): Choice {
  return (rewrite, graph, edits, adapter) => {
    const narrower = LOWERINGS.slice(LOWERINGS.indexOf(rewrite) + 1);
    const ways = edits.map((edit) => ({
      edit,
      ms: givenMs(tuning, graph, edit),
      otherwise: leastMs(tuning, graph, edit.take, narrower),
    }));
    if (ways.some(({ ms, otherwise }) => Number.isNaN(ms + otherwise))) {
      return byRules(rewrite, graph, edits, adapter);
    }
    const best = ways.reduce((a, b) => (b.ms < a.ms ? b : a));
    return best.ms < best.otherwise ? best.edit : null;
  };
}

/** The least milliseconds of nodes, as they are or by any rewrites of them. Not a number where one way was not measured. */
function leastMs(
  tuning: Tuning,
  graph: Graph,
  nodes: readonly AnyNode[],
  rewrites: readonly Rewrite[],
): number {
  const edits = rewrites
    .flatMap((rewrite) => nodes.flatMap((node) => rewrite.edits(graph, node)))
    .filter(({ take }) => take.every((node) => nodes.includes(node)));
  const byEdits = edits.map((edit) => {
    const others = nodes.filter((node) => !edit.take.includes(node));
    return givenMs(tuning, graph, edit) + leastMs(tuning, graph, others, rewrites);
  });
  return Math.min(sum(nodes.map((node) => msOf(tuning, graph, node))), ...byEdits);
}

/** Milliseconds of the nodes that an edit gives. */
function givenMs(tuning: Tuning, graph: Graph, edit: Edit): number {
  const edited = givenBy(graph, edit);
  return sum(edit.give.map((node) => msOf(tuning, edited, node)));
}

/** Not a number where it was not measured. */
function msOf(tuning: Tuning, graph: Graph, node: AnyNode): number {
  return tuning[callKey(callOf(graph, node))]?.ms ?? Number.NaN;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
