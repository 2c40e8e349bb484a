// Depthwise convolutions behind pointwise ones, and the activation of both.
import { type Cases, weight } from '../cases';
import { RELU6 } from '../elementwise/functions';
import { evenPads, NO_PADS } from '../window';
import type { Conv2dAttributes } from './conv2d';
import { conv } from './conv2d.cases';
import type { ExpandDepthwiseAttributes, expandDepthwise } from './expand-depthwise';

export const cases: Cases<typeof expandDepthwise> = {
  attributes: () =>
    [
      conv([3, 3], [1, 1], evenPads(1), RELU6),
      conv([3, 3], [2, 2], { top: 0, left: 0, bottom: 1, right: 1 }, 'relu'),
      conv([5, 5], [1, 1], evenPads(2), 'none'),
      conv([2, 5], [2, 1], { top: 1, left: 0, bottom: 0, right: 3 }, 'silu'),
      // Borders of zeros, where the map itself is at least 0.5.
      conv([3, 2], [1, 3], evenPads(2), { clamp: [0.5, 3] }, [2, 1]),
      conv([1, 1], [1, 1], NO_PADS, 'hard-swish'),
    ].map(ofBoth),
  operands: ({ kernel }, { channels, filters }) => [
    weight('we', [filters, channels, 1, 1]),
    weight('be', [filters]),
    weight('wd', [filters, 1, ...kernel]),
    weight('bd', [filters]),
  ],
  isSum: true,
};

function ofBoth({ groups: _, ...attributes }: Conv2dAttributes): ExpandDepthwiseAttributes {
  return attributes;
}
