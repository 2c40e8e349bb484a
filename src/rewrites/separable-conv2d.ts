// A depthwise convolution and the pointwise one behind it → the node separable-conv2d, whose map is never stored:
// the blocks of the MobileNets (arXiv:1704.04861, section 3.1). Not a pass, since it depends on the adapter.
import type { AnyNode } from '../graph/graph';
import { isBounds } from '../ops/elementwise/functions';
import {
  type ConvPair,
  convPairAt,
  isDepthwiseConv,
  isPointwiseConv,
  joinedEdits,
} from './conv-pair';
import type { Rewrite } from './rewrite';

/** An edit for a pair that can be one node, which has the name and the value of the pointwise convolution. */
export const separableConv2d: Rewrite = {
  name: 'separable-conv2d',
  edits: (graph, node) => {
    const pair = convPairAt(graph, node);
    if (!pair || !isDepthwiseConv(graph, pair.before) || !isPointwiseConv(pair.after)) return [];
    // Not a quantised map either: a sum that falls to the other side of a step is seen in it, and hidden in what is made of it.
    if (!isBounds(pair.before.attributes.activation)) return [];
    return joinedEdits(graph, pair, joinedNode(pair));
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

function joinedNode({ before, after }: ConvPair): AnyNode {
  const { groups: _, activation: depthwiseActivation, ...window } = before.attributes;
  const { activation } = after.attributes;
  return {
    name: after.name,
    op: 'separable-conv2d',
    inputs: [...before.inputs, ...after.inputs.slice(1)],
    outputs: after.outputs,
    attributes: { ...window, depthwiseActivation, activation },
  };
}
