// What the tests of the architectures share.
import { type Graph, valueNamed } from '../graph/graph';
import type { OpName } from '../ops/registry';

/** NHWC shape of a value. @throws GraphError when there is none of this name. */
export function shapeIn(graph: Graph, name: string): readonly number[] {
  return valueNamed(graph, name).shape;
}

/** How many nodes of each op a graph has. */
export function countOps({ nodes }: Graph): Partial<Record<OpName, number>> {
  const counts: Partial<Record<OpName, number>> = {};
  for (const { op } of nodes) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
}
