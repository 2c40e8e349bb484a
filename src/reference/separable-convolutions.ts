// A node separable-conv2d as two convolutions, the second of which reads what the first one may be off, too.
import { withResults } from '../ir/edit';
import { type AnyNode, type Graph, type Node, valueNamed } from '../ir/graph';
import { separableParts } from '../ir/separable';
import { channelsOf, f32Tensor } from '../tensor/tensor';
import { product } from '../util/math';
import type { NodeUnderTest } from './node-alone';

/** Both convolutions, each in a graph of its own. */
export interface SeparableConvolutions {
  readonly depthwise: NodeUnderTest;
  /** The second one, of a map with these numbers. */
  readonly pointwiseOf: (number: (index: number) => number) => NodeUnderTest;
}

/** The convolutions of a node in a graph of its own. */
export function separableConvolutions(
  { graph, inputs }: NodeUnderTest,
  { name, inputs: operands, outputs, attributes }: Node<'separable-conv2d'>,
): SeparableConvolutions {
  const [x = '', wd = '', bd = '', ...point] = operands;
  const parts = separableParts(attributes, channelsOf(valueNamed(graph, x).shape));
  const map = `${name}/map`;
  const first = convolution(map, [x, wd, bd], [map], parts.depthwise);
  const second = convolution(name, [map, ...point], outputs, parts.pointwise);
  const between = withResults(graph, first);
  const { shape } = valueNamed(between, map);
  const alone = (node: AnyNode): Graph => ({ ...between, nodes: [node], outputs: node.outputs });
  return {
    depthwise: { graph: alone(first), inputs, node: first },
    pointwiseOf: (number) => {
      const tensor = f32Tensor(
        shape,
        Float32Array.from({ length: product(shape) }, (_, index) => number(index)),
      );
      const known = { ...alone(second), inputs: [...graph.inputs, map] };
      return { graph: known, inputs: { ...inputs, [map]: tensor }, node: second };
    },
  };
}

function convolution(
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Node<'conv2d'>['attributes'],
): Node<'conv2d'> {
  return { name, op: 'conv2d', inputs, outputs, attributes };
}
