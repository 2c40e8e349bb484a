// Pairs of a pointwise and a depthwise convolution, of which lowerings make one node whose map in between is never stored.
import { type AnyNode, type Graph, type Node, readsItsOutput, valueNamed } from '../graph/graph';
import { producerOf } from '../graph/uses';
import { isPointwise } from '../ops/window';
import { channelsOf } from '../tensor/tensor';
import { isOnlyFor } from './pass';
import type { Edit } from './rewrite';

/** A convolution of constant weights and bias, and the one before it, whose value nothing else needs. */
export interface ConvPair {
  readonly before: Node<'conv2d'>;
  readonly after: Node<'conv2d'>;
}

/** The pair that ends in this node; null where it ends none. */
export function convPairAt(graph: Graph, after: AnyNode): ConvPair | null {
  if (!isPlain(graph, after)) return null;
  const [map = ''] = after.inputs;
  const before = producerOf(graph, map);
  if (!before || !isPlain(graph, before)) return null;
  const isPart = valueNamed(graph, map).view !== undefined;
  return isOnlyFor(graph, map, after) && !isPart ? { before, after } : null;
}

/** An edit that makes one node of a pair; none where x and y lie in one buffer, which the map in between kept apart. */
export function joinedEdits(graph: Graph, { before, after }: ConvPair, joined: AnyNode): Edit[] {
  return readsItsOutput(graph, joined) ? [] : [{ take: [before, after], give: [joined] }];
}

/** Whether every pixel comes from the one at its place, in one group. */
export function isPointwiseConv({ attributes }: Node<'conv2d'>): boolean {
  const { groups, kernel, strides, pads } = attributes;
  return groups === 1 && isPointwise({ kernel, strides, pads });
}

/** Whether every channel of y comes from the channel of x with the same number. */
export function isDepthwiseConv(graph: Graph, node: Node<'conv2d'>): boolean {
  const { attributes, inputs, outputs } = node;
  const counts = [inputs[0], outputs[0]].map((name = '') =>
    channelsOf(valueNamed(graph, name).shape),
  );
  return counts.every((count) => count === attributes.groups);
}

function isPlain(graph: Graph, node: AnyNode): node is Node<'conv2d'> {
  if (node.op !== 'conv2d' || node.attributes.prologue !== undefined) return false;
  const weights = node.inputs.slice(1);
  return weights.length === 2 && weights.every((name) => graph.constants.has(name));
}
