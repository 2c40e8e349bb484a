// Of vectors.
import type { Cases } from '../cases';
import type { topIndices } from './top-indices';

export const cases: Cases<typeof topIndices> = {
  attributes: ({ size: [h], channels }) => [{ k: Math.min(7, channels * h) }],
  x: (_, { batch, size, channels }) => [batch, channels * size[0]],
  isByRow: true,
};
