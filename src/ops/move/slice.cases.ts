// Parts, steps and backward steps of every axis.
import type { Cases } from '../cases';
import type { slice } from './slice';

export const cases: Cases<typeof slice> = {
  attributes: ({ size: [h, w], channels: c }) => {
    const half = Math.floor(c / 2);
    return [
      { starts: [1, 0, half], steps: [1, 1, 1], sizes: [h - 2, w, c - half] },
      {
        starts: [h - 1, 2, c - 1],
        steps: [-3, 1, -2],
        sizes: [Math.floor((h + 2) / 3), w - 3, Math.floor((c + 1) / 2)],
      },
      { starts: [0, w - 1, 0], steps: [2, -1, 1], sizes: [Math.ceil(h / 2), w, c] },
    ];
  },
  inBatch: ({ starts, steps, sizes }, { batch }) => ({
    starts: [0, ...starts],
    steps: [1, ...steps],
    sizes: [batch, ...sizes],
  }),
};
