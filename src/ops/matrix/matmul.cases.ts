// Products of matrices, the second of which is a constant or not; the first are [width, channels].
import { type Cases, plainCases } from '../cases';
import type { matmul } from './matmul';

export const cases: Cases<typeof matmul> = {
  ...plainCases,
  operands: (_, { batch, size, channels, filters, second }) => [
    {
      name: 'second',
      shape: [batch, size[0], channels, filters],
      isConstant: second === 'everything, constant',
    },
  ],
  isSum: true,
};
