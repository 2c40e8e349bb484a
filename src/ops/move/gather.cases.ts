// By numbers of both signs, of which many lie outside the table.
import { type Cases, plainCases } from '../cases';
import type { gather } from './gather';

export const cases: Cases<typeof gather> = {
  ...plainCases,
  x: (_, { size, channels }) => [size[0], channels],
  operands: (_, { batch, size }) => [
    { name: 'indices', shape: [batch, size[1]], isConstant: false },
  ],
  isByRow: true,
};
