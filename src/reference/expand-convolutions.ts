// A node fire-expand as two convolutions, each judged by its own bound.
import { expandParts, inputsOf } from '../ir/fire-expand';
import { type AnyNode, type Node, valueNamed } from '../ir/graph';
import { channelsOf, type Shape } from '../tensor/tensor';
import { product } from '../util/math';
import type { NodeUnderTest } from './node-alone';

/** Both convolutions, each in a graph of its own, in the order of their channels in y. */
export function expandConvolutions(
  { graph, inputs }: NodeUnderTest,
  node: Node<'fire-expand'>,
): NodeUnderTest[] {
  const y = valueNamed(graph, node.outputs[0] ?? '');
  return expandParts(node.attributes).map((part) => {
    const names = inputsOf(part, node.inputs);
    const filters = valueNamed(graph, names[1] ?? '').shape[0] ?? 0;
    const conv: AnyNode = { ...node, op: 'conv2d', inputs: names, attributes: part.attributes };
    const shape = [...y.shape.slice(0, -1), filters];
    const values = new Map(graph.values).set(y.name, { ...y, shape });
    return { graph: { ...graph, nodes: [conv], values }, inputs, node: conv };
  });
}

/** Numbers of every part [n, h, w, k], joined along channels to the given shape. */
export function sideBySide(shape: Shape, parts: readonly Float64Array[]): Float64Array {
  const total = channelsOf(shape);
  const joined = new Float64Array(product(shape));
  let offset = 0;
  for (const part of parts) {
    const channels = (part.length * total) / joined.length;
    for (const [i, value] of part.entries()) {
      joined[Math.floor(i / channels) * total + offset + (i % channels)] = value;
    }
    offset += channels;
  }
  return joined;
}
