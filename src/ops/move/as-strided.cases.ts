// Shuffles, windows that overlap, and repeats.
import { product } from '../../util/math';
import type { Cases } from '../cases';
import type { asStrided } from './as-strided';

export const cases: Cases<typeof asStrided> = {
  attributes: ({ size: [h, w], channels: c }) => {
    const g = [2, 3, 1].find((groups) => c % groups === 0) ?? 1;
    const rows = Math.floor((h - 1) / 2);
    return [
      // A channel shuffle (arXiv:1707.01083).
      { shape: [h, w, c], offset: 0, sizes: [h * w, c / g, g], strides: [c, 1, c / g] },
      // Windows of 3×2 that overlap, channels backwards: six axes.
      {
        shape: [rows, w - 1, 6 * c],
        offset: c - 1,
        sizes: [rows, w - 1, 3, 2, c],
        strides: [2 * w * c, c, w * c, c, -1],
      },
      { shape: [h, 5, c], offset: 0, sizes: [h, 5, c], strides: [w * c, 0, 1] },
    ];
  },
  inBatch: ({ shape, offset, sizes, strides }, { batch, size, channels }) => ({
    shape: [batch, ...shape],
    offset,
    sizes: [batch, ...sizes],
    strides: [product(size) * channels, ...strides],
  }),
};
