// Borders of each kind, narrow and wide.
import type { Cases } from '../cases';
import { evenPads } from '../window';
import type { pad2d } from './pad2d';

export const cases: Cases<typeof pad2d> = {
  attributes: () => {
    const pads = { top: 1, left: 0, bottom: 2, right: 3 };
    return [
      { pads, value: 0 },
      { pads, value: 0, mode: 'reflect' },
      { pads, value: 0, mode: 'edge' },
      { pads: evenPads(2), value: -0.5, mode: 'constant' },
      { pads: evenPads(6), value: 0, mode: 'reflect' },
      { pads: evenPads(8), value: 0, mode: 'edge' },
    ];
  },
};
