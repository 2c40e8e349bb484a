// A convolution of whole numbers of steps and the rounding of its sums to steps of what it gives: a quantised layer.
import { requantize } from '../elementwise/requantize';
import { type FusedOp, fusedOp, layer } from '../fused-op';
import type { Attributes } from '../schema';
import { WINDOW } from '../window';
import { type Conv2dAttributes, conv2d } from './conv2d';

/** y[…, k] = round(f[k] · (b[k] + Σ w · x)), ties to even, limited to `range`. */
export const requantizedConv2d = fusedOp({
  name: 'requantized-conv2d',
  attributes: { ...WINDOW, dilations: 'pixelPair', groups: 'size', range: 'realPair' },
  inputs: 'x w:weight b:weight f:weight',
  of: ({ range, ...window }): ReturnType<FusedOp['of']> => [
    layer(conv2d, { ...window, activation: 'none' }, 'x w b', 'sums'),
    layer(requantize, { ties: 'even', origin: 0, range }, 'sums f', 'y'),
  ],
});

/** What the node is told. */
export type RequantizedConv2dAttributes = Attributes<typeof requantizedConv2d.attributes>;

/** The convolution that gives its sums, limited as its steps are. */
export function sumsOf({ range, ...window }: RequantizedConv2dAttributes): Conv2dAttributes {
  return { ...window, activation: { clamp: range } };
}
