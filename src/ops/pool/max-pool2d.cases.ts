// Windows with their sizes rounded up and down, and pads of each side.
import type { Cases } from '../cases';
import { NO_PADS } from '../window';
import type { MaxPool2dAttributes, maxPool2d } from './max-pool2d';

/** Windows of pools. */
export const POOL_WINDOWS: readonly MaxPool2dAttributes[] = [
  { kernel: [3, 3], strides: [2, 2], pads: NO_PADS, ceilMode: true },
  { kernel: [3, 3], strides: [2, 2], pads: NO_PADS, ceilMode: false },
  {
    kernel: [2, 3],
    strides: [1, 2],
    pads: { top: 1, left: 0, bottom: 0, right: 2 },
    ceilMode: true,
  },
];

export const cases: Cases<typeof maxPool2d> = { attributes: () => POOL_WINDOWS };
