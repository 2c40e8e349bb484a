// Windows that leave gaps, meet and overlap; groups, dilations and sizes beyond the last window.
import { type Cases, QUANTIZE, weight } from '../cases';
import type { Activation } from '../elementwise/functions';
import type { convTranspose2d } from './conv-transpose2d';

type Pair = readonly [number, number];

export const cases: Cases<typeof convTranspose2d> = {
  attributes: ({ size: [h, w], channels }) => {
    const layer = (
      kernel: Pair,
      strides: Pair,
      crop: Pair,
      activation: Activation,
      {
        dilations = [1, 1],
        extra = 0,
        groups = 1,
      }: { dilations?: Pair; extra?: number; groups?: number } = {},
    ) => {
      const along = (pixels: number, axis: 0 | 1) =>
        (pixels - 1) * strides[axis] +
        dilations[axis] * (kernel[axis] - 1) +
        1 -
        2 * crop[axis] +
        extra;
      const size = [along(h, 0), along(w, 1)] as const;
      return { kernel, strides, dilations, groups, crop, size, activation };
    };
    return [
      layer([2, 2], [2, 2], [0, 0], 'relu'),
      layer([3, 3], [2, 2], [1, 1], 'none', { extra: 1 }),
      layer([4, 4], [2, 2], [1, 1], QUANTIZE),
      layer([3, 3], [1, 1], [1, 1], 'none', { dilations: [2, 2] }),
      layer([1, 5], [3, 2], [0, 2], 'hard-swish'),
      layer([2, 2], [3, 3], [0, 0], 'none', { dilations: [1, 2], extra: 2 }),
      layer([3, 3], [2, 2], [1, 1], 'relu', { groups: channels }),
    ];
  },
  operands: ({ kernel, groups }, { channels, filters }) => [
    weight('w', [groups === 1 ? filters : 2 * channels, channels / groups, ...kernel]),
    weight('b', [groups === 1 ? filters : 2 * channels]),
  ],
  isSum: true,
};
