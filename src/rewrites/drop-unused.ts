// Nodes whose results nobody reads → nothing: what exporters leave behind, and what other passes made superfluous.
import { valueNamed, withoutUnusedValues } from '../graph/graph';
import { inSteps } from './pass';

/**
 * Drops every node none of whose outputs is read or a graph output. Graph inputs stay, and so does what lies in another
 * value's storage, which has to be written as a whole.
 */
export const dropUnused = inSteps('drop-unused', function* (graph) {
  yield;
  const needed = new Set(graph.outputs);
  const isNeeded = (name: string) => needed.has(name) || valueNamed(graph, name).view !== undefined;
  // Readers come after what they read: from the end, one walk finds them all.
  const kept = graph.nodes.toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some(isNeeded)) return false;
    for (const name of inputs) needed.add(name);
    return true;
  });
  return withoutUnusedValues({ ...graph, nodes: kept.toReversed() });
});
