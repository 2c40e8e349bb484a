// A pointwise convolution and the depthwise one of its map in one node: how inverted residuals begin (arXiv:1801.04381, section 3.3).
import { formatShape } from '../../tensor/tensor';
import { fusedOp, layer } from '../fused-op';
import type { Attributes } from '../schema';
import { WINDOW } from '../window';
import { type Conv2dAttributes, conv2d, POINTWISE } from './conv2d';

/**
 * The window is the depthwise convolution's, and its padding is zeros around the map. Weights are we [k, c, 1, 1] and
 * wd [k, 1, kh, kw].
 */
export const expandDepthwise = fusedOp({
  name: 'expand-depthwise',
  attributes: {
    ...WINDOW,
    dilations: 'pixelPair',
    /** Of the map in between, and of y. */
    activation: 'activation',
  },
  inputs: 'x we:weight be:weight wd:weight bd:weight',
  of: (attributes, [, [k = 0] = []]) => {
    const { pointwise, depthwise } = expandDepthwiseParts(attributes, k);
    return [layer(conv2d, pointwise, 'x we be', 'map'), layer(conv2d, depthwise, 'map wd bd', 'y')];
  },
  check: ([, we, , wd], _, misfit) => {
    if (wd.shape[0] !== we.shape[0]) {
      throw misfit(
        `needs a filter for each of ${we.shape[0]} channels, got ${formatShape(wd.shape)}`,
      );
    }
  },
});

/** What the node is told. */
export type ExpandDepthwiseAttributes = Attributes<typeof expandDepthwise.attributes>;

/** The convolutions, of a map of this many channels. */
export function expandDepthwiseParts(
  { activation, ...window }: ExpandDepthwiseAttributes,
  channels: number,
): { readonly pointwise: Conv2dAttributes; readonly depthwise: Conv2dAttributes } {
  return {
    pointwise: { ...POINTWISE, activation },
    depthwise: { ...window, groups: channels, activation },
  };
}
