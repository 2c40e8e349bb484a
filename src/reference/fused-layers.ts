// Nodes that stand for two layers, one behind the other: each layer alone, with the input that it has by the reference.
import { withResults } from '../ir/edit';
import { expandAttributes, squeezeAttributes } from '../ir/fire';
import { type AnyNode, type Node, valueNamed } from '../ir/graph';
import type { AnyOp, Conv2dAttributes } from '../ir/ops';
import { separableParts } from '../ir/separable';
import { channelsOf, type Tensor, zeros } from '../tensor/tensor';
import { evaluateOutputsOf, type NodeUnderTest, nodeAlone } from './node-alone';

/** Both layers, each in a graph of its own. */
export interface FusedLayers {
  readonly first: NodeUnderTest;
  /** What the first one gives. */
  readonly between: Tensor;
  readonly second: NodeUnderTest;
}

/** The squeeze layer of a fire module, and both expand layers of its result. */
export function fireLayers(test: NodeUnderTest, node: Node<'fire'>): FusedLayers {
  const { attributes } = node;
  return layersOf(test, node, squeezeAttributes(attributes), {
    op: 'fire-expand',
    attributes: expandAttributes(attributes),
  });
}

/** The depthwise convolution, and the pointwise one of its map. */
export function separableLayers(test: NodeUnderTest, node: Node<'separable-conv2d'>): FusedLayers {
  const channels = channelsOf(valueNamed(test.graph, node.inputs[0] ?? '').shape);
  const { depthwise, pointwise } = separableParts(node.attributes, channels);
  return layersOf(test, node, depthwise, { op: 'conv2d', attributes: pointwise });
}

/** A convolution of the node's first inputs, and what reads its result and the others. */
function layersOf(
  { graph, inputs }: NodeUnderTest,
  { name, inputs: operands, outputs }: AnyNode,
  attributes: Conv2dAttributes,
  behind: AnyOp,
): FusedLayers {
  const result = `${name}/inside`;
  const before: AnyNode = {
    name: result,
    op: 'conv2d',
    inputs: operands.slice(0, 3),
    outputs: [result],
    attributes,
  };
  const after: AnyNode = { ...behind, name, inputs: [result, ...operands.slice(3)], outputs };
  const whole = withResults(graph, before);
  const first = nodeAlone(whole, before, (input) => inputs[input] ?? zeros([0]));
  const between = evaluateOutputsOf(first).get(result) ?? zeros([0]);
  return { first, between, second: nodeAlone(whole, after, () => between) };
}
