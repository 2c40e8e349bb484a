// Windows of both shapes, also cut off by the edge; numbers of which some are equal.
import type { Cases } from '../cases';
import type { maxUnpool2d } from './max-unpool2d';

export const cases: Cases<typeof maxUnpool2d> = {
  attributes: () => [{ kernel: [2, 2] }, { kernel: [3, 2] }],
  x: ({ kernel }, { batch, size, channels }) => [
    batch,
    Math.ceil(size[0] / kernel[0]),
    Math.ceil(size[1] / kernel[1]),
    channels,
  ],
  operands: (_, { batch, size, channels }) => [
    { name: 'source', shape: [batch, ...size, channels], isConstant: false },
  ],
};
