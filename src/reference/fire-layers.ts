// A node fire as the nodes that it stands for, each alone with the input that it has by the reference.
import { withResults } from '../ir/edit';
import { expandAttributes, squeezeAttributes } from '../ir/fire';
import type { AnyNode, Node } from '../ir/graph';
import { type Tensor, zeros } from '../tensor/tensor';
import { evaluateOutputsOf, type NodeUnderTest, nodeAlone } from './node-alone';

/** The two nodes, each in a graph of its own. */
export interface FireLayers {
  readonly squeeze: NodeUnderTest;
  /** The value between them. */
  readonly squeezed: Tensor;
  readonly expand: NodeUnderTest & { readonly node: Node<'fire-expand'> };
}

/** The squeeze layer, and both expand layers of its result. */
export function fireLayers(
  { graph, inputs }: NodeUnderTest,
  { name, inputs: operands, outputs, attributes }: Node<'fire'>,
): FireLayers {
  const between = `${name}/squeezed`;
  const squeezeNode: AnyNode = {
    name: between,
    op: 'conv2d',
    inputs: operands.slice(0, 3),
    outputs: [between],
    attributes: squeezeAttributes(attributes),
  };
  const node: Node<'fire-expand'> = {
    name,
    op: 'fire-expand',
    inputs: [between, ...operands.slice(3)],
    outputs,
    attributes: expandAttributes(attributes),
  };
  const whole = withResults(graph, squeezeNode);
  const squeeze = nodeAlone(whole, squeezeNode, (input) => inputs[input] ?? zeros([0]));
  const squeezed = evaluateOutputsOf(squeeze).get(between) ?? zeros([0]);
  return { squeeze, squeezed, expand: { ...nodeAlone(whole, node, () => squeezed), node } };
}
