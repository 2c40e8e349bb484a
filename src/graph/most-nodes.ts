// How many nodes a small network has at most.
import { UnsupportedError } from '../errors';

/** Of a file. Passes over a graph take time by the square of its size; small networks have some hundred nodes. */
const MOST_NODES = 4096;

/** A file's node may be two in a graph until passes join them, with a bias or an activation of its own. */
export const MOST_GRAPH_NODES = 2 * MOST_NODES;

/** @throws UnsupportedError for a network of more nodes than `most` */
export function refuseTooManyNodes(name: string, count: number, most = MOST_NODES): void {
  if (count <= most) return;
  throw new UnsupportedError(
    `"${name}" has ${count} nodes; Kindling is made for small networks, up to ${most}.`,
  );
}
