// Depthwise convolutions, and activations of the pointwise ones behind them. A map within bounds keeps sums exact, for steps.
import { type Cases, QUANTIZE, weight } from '../cases';
import { type Activation, RELU6 } from '../elementwise/functions';
import { evenPads, NO_PADS } from '../window';
import type { Conv2dAttributes } from './conv2d';
import { conv } from './conv2d.cases';
import type { SeparableConv2dAttributes, separableConv2d } from './separable-conv2d';

export const cases: Cases<typeof separableConv2d> = {
  attributes: () => [
    separable(conv([3, 3], [1, 1], evenPads(1), RELU6), 'relu'),
    separable(conv([3, 3], [2, 2], { top: 0, left: 0, bottom: 1, right: 1 }, 'relu'), 'none'),
    separable(conv([5, 5], [1, 1], evenPads(2), RELU6), QUANTIZE),
    separable(conv([2, 5], [2, 1], { top: 1, left: 0, bottom: 0, right: 3 }, 'none'), 'silu'),
    separable(conv([3, 2], [1, 3], evenPads(2), { clamp: [0.5, 3] }, [2, 1]), RELU6),
    separable(conv([1, 1], [1, 1], NO_PADS, { clamp: [-1, 1] }), 'tanh'),
  ],
  operands: ({ kernel }, { channels, filters }) => [
    weight('wd', [channels, 1, ...kernel]),
    weight('bd', [channels]),
    weight('wp', [filters, channels, 1, 1]),
    weight('bp', [filters]),
  ],
  isSum: true,
};

function separable(
  { groups: _, activation: depthwiseActivation, ...window }: Conv2dAttributes,
  activation: Activation,
): SeparableConv2dAttributes {
  return { ...window, depthwiseActivation, activation };
}
