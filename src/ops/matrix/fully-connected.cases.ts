// Of vectors and of feature maps.

import { product } from '../../util/math';
import { type Cases, QUANTIZE, weight } from '../cases';
import { RELU6 } from '../elementwise/functions';
import type { fullyConnected } from './fully-connected';

export const cases: Cases<typeof fullyConnected> = {
  attributes: () => ([RELU6, 'none', QUANTIZE] as const).map((activation) => ({ activation })),
  x: (_, { batch, size, channels, flattens }) =>
    flattens ? [batch, ...size, channels] : [batch, channels],
  operands: (_, { filters }, x) => [
    weight('w', [filters, product(x.slice(1))]),
    weight('b', [filters]),
  ],
  isSum: true,
};
