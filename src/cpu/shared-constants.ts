// Constants that two networks have in common.
import type { Graph } from '../graph/graph';

/** A graph with those of another one, by their names in both. */
export function withShared(
  graph: Graph,
  { constants: theirs }: Graph,
  names: readonly string[],
): Graph {
  const shared = names.flatMap((name) => {
    const tensor = theirs.get(name);
    return tensor ? [[name, tensor] as const] : [];
  });
  return { ...graph, constants: new Map([...graph.constants, ...shared]) };
}
