// Fewer axes, as many, and others.
import type { Cases } from '../cases';
import type { reshape } from './reshape';

export const cases: Cases<typeof reshape> = {
  attributes: ({ size: [h, w], channels: c }) =>
    [[h * w * c], [w, h, c], [h, c, w], [h * w, c]].map((shape) => ({ shape })),
  inBatch: ({ shape }, { batch }) => ({ shape: [batch, ...shape] }),
};
