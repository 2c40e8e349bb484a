// A pointwise convolution and the depthwise one behind it → the node expand-depthwise, whose map is never stored: how the
// blocks of MobileNet v2 and v3, MnasNet and EfficientNet begin (arXiv:1801.04381, section 3.3). Not a pass, since it depends
// on the adapter.
import type { AnyNode } from '../graph/graph';
import { isQuantized } from '../ops/elementwise/functions';
import {
  type ConvPair,
  convPairAt,
  isDepthwiseConv,
  isPointwiseConv,
  joinedEdits,
} from './conv-pair';
import type { Rewrite } from './rewrite';

/** An edit for a pair that can be one node, which has the name and the value of the depthwise convolution. */
export const expandDepthwise: Rewrite = {
  name: 'expand-depthwise',
  edits: (graph, node) => {
    const pair = convPairAt(graph, node);
    if (!pair || !isPointwiseConv(pair.before) || !isDepthwiseConv(graph, pair.after)) return [];
    return hasOneActivation(pair) ? joinedEdits(graph, pair, joinedNode(pair)) : [];
  },
  when: isFasterTogether,
};

/**
 * None: nowhere was it measured to gain, and no GPU has measured it. On SwiftShader with two cores the fastest variant took 2.8 to
 * 6.2 times as long as the two dispatches, medians of the ratios of 9 interleaved runs beside other work: for MobileNet v2's
 * blocks of 112×112 (16 to 96 channels, stride 2) 2.8, 56×56 (24 to 144) 3.2, 28×28 (32 to 192) 6.2, 14×14 (64 to 384) 4.8 and
 * 7×7 (160 to 960) 3.8. What it saves is a dispatch for each block, 16 of 53, some 8 µs each on an H200 however small they are; and
 * the widest maps' way to memory and back. What it costs: the map is computed again around every area, 10×10 pixels for 8×8, and
 * where no area is full.
 */
function isFasterTogether(): boolean {
  return false;
}

/**
 * Whether the map ends in the same function as y, so that shaders need no second one, and in no steps: a sum that falls to the
 * other side of a step is seen in the map, and hidden in what is made of it.
 */
function hasOneActivation({ before, after }: ConvPair): boolean {
  const { activation } = before.attributes;
  const isSame = JSON.stringify(activation) === JSON.stringify(after.attributes.activation);
  return isSame && !isQuantized(activation);
}

function joinedNode({ before, after }: ConvPair): AnyNode {
  const { groups: _, ...attributes } = after.attributes;
  return {
    name: after.name,
    op: 'expand-depthwise',
    inputs: [...before.inputs, ...after.inputs.slice(1)],
    outputs: after.outputs,
    attributes,
  };
}
