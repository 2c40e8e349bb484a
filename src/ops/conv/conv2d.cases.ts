// What convolutions are tested with: windows, groups, dilations and activations.
import { type Cases, QUANTIZE, weight } from '../cases';
import { type Activation, RELU6 } from '../elementwise/functions';
import { evenPads, NO_PADS, type Pads } from '../window';
import type { Conv2dAttributes, conv2d } from './conv2d';

/** A convolution's attributes, in one group. */
export function conv(
  kernel: readonly [number, number],
  strides: readonly [number, number],
  pads: Pads,
  activation: Activation,
  dilations: readonly [number, number] = [1, 1],
): Conv2dAttributes {
  return { kernel, strides, pads, dilations, groups: 1, activation };
}

/** The two windows that matter most. */
export const POINTWISE_RELU = conv([1, 1], [1, 1], NO_PADS, 'relu');
export const SAME_RELU6 = conv([3, 3], [1, 1], evenPads(1), RELU6);

/** Windows of dense and grouped convolutions, pointwise and 3×3 ones first. */
export const CONV_WINDOWS: readonly Conv2dAttributes[] = [
  POINTWISE_RELU,
  SAME_RELU6,
  conv([7, 7], [2, 2], NO_PADS, 'none'),
  conv([1, 1], [1, 1], evenPads(1), QUANTIZE),
  conv([3, 3], [2, 2], { top: 0, left: 1, bottom: 1, right: 0 }, 'hard-swish'),
  conv([3, 3], [1, 1], evenPads(2), 'relu', [2, 2]),
  conv([1, 5], [2, 1], { top: 0, left: 2, bottom: 0, right: 2 }, 'none'),
];

export const cases: Cases<typeof conv2d> = {
  attributes: () => CONV_WINDOWS,
  operands: ({ groups, kernel, prologue }, { channels, filters }) => [
    weight('w', [filters, channels / groups, ...kernel]),
    weight('b', [filters]),
    ...(prologue === undefined ? [] : [weight('scale', [channels]), weight('shift', [channels])]),
  ],
};
