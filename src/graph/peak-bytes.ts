// What values take, only as long as they are needed.
import { BYTES_PER_ELEMENT } from '../tensor/tensor';
import { product } from '../util/math';
import { type Graph, storageOf, valueNamed } from './graph';

/** The most bytes that values take at a time: each lives from the node that writes it to the last that reads it. */
export function peakBytes(graph: Graph): number {
  let peak = 0;
  for (const [, growth] of growthOf(graph)) peak += growth;
  return peak;
}

/**
 * The nodes at which values take more than ever before, inputs with the first, and by how many bytes. A value that lies inside another
 * one takes all of that.
 */
export function* growthOf(graph: Graph): Generator<[node: string, bytes: number]> {
  const rootOf = (name: string) => storageOf(graph, name).root;
  const last = new Map<string, number>();
  for (const [index, node] of graph.nodes.entries()) {
    for (const name of [...node.inputs, ...node.outputs]) last.set(rootOf(name), index);
  }
  for (const name of graph.outputs) last.set(rootOf(name), graph.nodes.length);
  const bytesOf = (root: string) =>
    graph.constants.has(root) ? 0 : product(valueNamed(graph, root).shape) * BYTES_PER_ELEMENT;
  const alive = new Set(graph.inputs.map(rootOf));
  let live = [...alive].reduce((sum, root) => sum + bytesOf(root), 0);
  let peak = 0;
  for (const [index, node] of graph.nodes.entries()) {
    for (const root of new Set(node.outputs.map(rootOf))) {
      if (!alive.has(root)) live += bytesOf(root);
      alive.add(root);
    }
    if (live > peak) yield [node.name, live - peak];
    peak = Math.max(peak, live);
    for (const root of new Set([...node.inputs, ...node.outputs].map(rootOf))) {
      if (last.get(root) === index && alive.delete(root)) live -= bytesOf(root);
    }
  }
}
