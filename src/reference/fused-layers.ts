// Nodes that stand for two layers, one behind the other: each layer alone, with the input that it has by the reference.
import { withResults } from '../ir/edit';
import { expandAttributes, squeezeAttributes } from '../ir/fire';
import { type AnyNode, type Node, valueNamed } from '../ir/graph';
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
  const { name, inputs, outputs, attributes } = node;
  const between = `${name}/squeezed`;
  return layersOf(
    test,
    {
      name: between,
      op: 'conv2d',
      inputs: inputs.slice(0, 3),
      outputs: [between],
      attributes: squeezeAttributes(attributes),
    },
    {
      name,
      op: 'fire-expand',
      inputs: [between, ...inputs.slice(3)],
      outputs,
      attributes: expandAttributes(attributes),
    },
  );
}

/** The depthwise convolution, and the pointwise one of its map. */
export function separableLayers(
  test: NodeUnderTest,
  { name, inputs, outputs, attributes }: Node<'separable-conv2d'>,
): FusedLayers {
  const between = `${name}/map`;
  const channels = channelsOf(valueNamed(test.graph, inputs[0] ?? '').shape);
  const { depthwise, pointwise } = separableParts(attributes, channels);
  return layersOf(
    test,
    {
      name: between,
      op: 'conv2d',
      inputs: inputs.slice(0, 3),
      outputs: [between],
      attributes: depthwise,
    },
    {
      name,
      op: 'conv2d',
      inputs: [between, ...inputs.slice(3)],
      outputs,
      attributes: pointwise,
    },
  );
}

function layersOf({ graph, inputs }: NodeUnderTest, before: AnyNode, after: AnyNode): FusedLayers {
  const whole = withResults(graph, before);
  const first = nodeAlone(whole, before, (input) => inputs[input] ?? zeros([0]));
  const between = evaluateOutputsOf(first).get(before.name) ?? zeros([0]);
  return { first, between, second: nodeAlone(whole, after, () => between) };
}
