// A depthwise convolution and the pointwise one of its map in one node (arXiv:1704.04861, section 3.1).
import { channelsOf, formatShape } from '../../tensor/tensor';
import { fusedOp, layer } from '../fused-op';
import type { Attributes } from '../schema';
import { WINDOW } from '../window';
import { type Conv2dAttributes, conv2d, POINTWISE } from './conv2d';

/**
 * The depthwise convolution has one channel of y per channel of x; the window is its own. Weights are wd [c, 1, kh, kw] and
 * wp [k, c, 1, 1].
 */
export const separableConv2d = fusedOp({
  name: 'separable-conv2d',
  attributes: {
    ...WINDOW,
    dilations: 'pixelPair',
    /** Of the map in between; kernels take bounds alone. */
    depthwiseActivation: 'activation',
    /** Of y. */
    activation: 'activation',
  },
  inputs: 'x wd:weight bd:weight wp:weight bp:weight',
  staysShort: true,
  of: (attributes, [x = []]) => {
    const { depthwise, pointwise } = separableParts(attributes, channelsOf(x));
    return [layer(conv2d, depthwise, 'x wd bd', 'map'), layer(conv2d, pointwise, 'map wp bp', 'y')];
  },
  check: ([x, wd], _, misfit) => {
    const c = channelsOf(x.shape);
    if (wd.shape[0] !== c) {
      throw misfit(`needs a filter for each of ${c} channels, got ${formatShape(wd.shape)}`);
    }
  },
});

/** What the node is told. */
export type SeparableConv2dAttributes = Attributes<typeof separableConv2d.attributes>;

/** The convolutions of an x of this many channels. */
export function separableParts(
  { depthwiseActivation, activation, ...window }: SeparableConv2dAttributes,
  channels: number,
): { readonly depthwise: Conv2dAttributes; readonly pointwise: Conv2dAttributes } {
  return {
    depthwise: { ...window, groups: channels, activation: depthwiseActivation },
    pointwise: { ...POINTWISE, activation },
  };
}
