// A depthwise convolution and the pointwise one behind it → the node separable-conv2d, whose map is never stored:
// the blocks of the MobileNets (arXiv:1704.04861, section 3.1). Not a pass, since it depends on the adapter.
import {
  type AnyNode,
  consumersOf,
  type Graph,
  type Node,
  producerOf,
  readsItsOutput,
  valueNamed,
} from '../graph/graph';
import { isBounds } from '../ops/elementwise/functions';
import { isPointwise } from '../ops/window';
import { channelsOf } from '../tensor/tensor';
import type { Rewrite } from './rewrite';

/** The two convolutions of a depthwise separable one. */
interface SeparablePair {
  readonly depthwise: Node<'conv2d'>;
  readonly pointwise: Node<'conv2d'>;
}

/** An edit for a pair that can be one node, which has the name and the value of the pointwise convolution. */
export const separableConv2d: Rewrite = {
  name: 'separable-conv2d',
  edits: (graph, node) => {
    const pair = pairAt(graph, node);
    return pair ? [{ take: [pair.depthwise, pair.pointwise], give: [fusedNode(pair)] }] : [];
  },
  when: isFasterSeparable,
};

/**
 * None: nowhere was it measured to gain, and no GPU has measured it. On SwiftShader dispatches that keep the map in workgroup
 * memory took 1.5 to 4.7 times as long as two for the layer shapes of MobileNet [measured by an experiment, whose dispatch was a
 * simpler one than this]. What it saves is a dispatch for each block, some 7 µs on an H100 where MobileNet v1 has 31 of them, and
 * the map's way to memory and back. What it costs: every word of the map is computed again for every 8 or 16 words of y.
 */
function isFasterSeparable(): boolean {
  return false;
}

/** The pair that ends in this node, where both can be one. */
function pairAt(graph: Graph, pointwise: AnyNode): SeparablePair | null {
  if (!isPlain(graph, pointwise)) return null;
  const { groups, kernel, strides, pads } = pointwise.attributes;
  const [map = ''] = pointwise.inputs;
  const depthwise = producerOf(graph, map);
  if (groups !== 1 || !isPointwise({ kernel, strides, pads })) return null;
  if (!depthwise || !isPlain(graph, depthwise) || !isPerChannel(graph, depthwise)) return null;
  const isReadElsewhere = consumersOf(graph, map).length !== 1 || graph.outputs.includes(map);
  const isPart = valueNamed(graph, map).view !== undefined;
  // Not a quantised map either: a sum that falls to the other side of a step is seen in it, and hidden in what is made of it.
  if (isReadElsewhere || isPart || !isBounds(depthwise.attributes.activation)) return null;
  const pair = { depthwise, pointwise };
  // Not where x and y lie in one buffer, which the map in between kept apart.
  return readsItsOutput(graph, fusedNode(pair)) ? null : pair;
}

/** A convolution of constant weights and bias. */
function isPlain(graph: Graph, node: AnyNode): node is Node<'conv2d'> {
  if (node.op !== 'conv2d' || node.attributes.prologue !== undefined) return false;
  const weights = node.inputs.slice(1);
  return weights.length === 2 && weights.every((name) => graph.constants.has(name));
}

/** Whether every channel of its map comes from the channel of x with the same number. */
function isPerChannel(graph: Graph, { attributes, inputs, outputs }: Node<'conv2d'>): boolean {
  const counts = [inputs[0], outputs[0]].map((name = '') =>
    channelsOf(valueNamed(graph, name).shape),
  );
  return counts.every((count) => count === attributes.groups);
}

function fusedNode({ depthwise, pointwise }: SeparablePair): AnyNode {
  const { groups: _, activation: depthwiseActivation, ...window } = depthwise.attributes;
  const { activation } = pointwise.attributes;
  return {
    name: pointwise.name,
    op: 'separable-conv2d',
    inputs: [...depthwise.inputs, ...pointwise.inputs.slice(1)],
    outputs: pointwise.outputs,
    attributes: { ...window, depthwiseActivation, activation },
  };
}
