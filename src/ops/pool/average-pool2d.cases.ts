// The windows of max pools, with their padding counted and not.
import type { Cases } from '../cases';
import type { averagePool2d } from './average-pool2d';
import { POOL_WINDOWS } from './max-pool2d.cases';

export const cases: Cases<typeof averagePool2d> = {
  attributes: () =>
    POOL_WINDOWS.flatMap((window) => [
      { ...window, countPadding: false },
      { ...window, countPadding: true },
    ]),
};
