// What expand layers are tested with: either part first.
import { type Cases, LAYER_ACTIVATIONS, weight } from '../cases';
import type { fireExpand } from './fire-expand';

export const cases: Cases<typeof fireExpand> = {
  attributes: () =>
    LAYER_ACTIVATIONS.map((activation, index) => ({ activation, first: index % 2 === 0 ? 1 : 3 })),
  // x's channels are also the number of 3×3 filters, so that a case has two.
  operands: (_, { channels, filters }) => [
    weight('w1', [filters, channels, 1, 1]),
    weight('b1', [filters]),
    weight('w3', [channels, channels, 3, 3]),
    weight('b3', [channels]),
  ],
  isSum: true,
};
