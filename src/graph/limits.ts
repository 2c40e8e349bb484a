// How large a network may be, whatever file it comes from.
import { UnsupportedError } from '../errors';

/** Nodes of a file; small networks have some hundred. */
export const MOST_NODES = 4096;

/** A file's node may be two in a graph until passes join them, with a bias or an activation of its own. */
export const MOST_GRAPH_NODES = 2 * MOST_NODES;

/** What a node joins or gives, and what a network takes or gives. */
export const MOST_ENDS = 1000;

/** Inputs of all nodes together. */
export const MOST_READS = 8 * MOST_GRAPH_NODES;

/** Axes of a value. */
export const MOST_AXES = 8;

/** Of a value. 1 GiB of them: no buffer of a GPU holds more, and a file may claim anything. */
export const MOST_ELEMENTS = 2 ** 28;

/** @throws UnsupportedError for more than `most` of something */
export function refuseMore(name: string, count: number, most: number, things: string): void {
  if (count <= most) return;
  throw new UnsupportedError(
    `"${name}" has ${count} ${things}; Kindling is made for small networks, up to ${most}.`,
  );
}
