// Mean over all positions of a feature map.
import type { Compute, Rounding } from '../reference';
import { NO_PADS } from '../window';
import { compute as averagePool2d, DIVISION } from './average-pool2d.reference';
import type { globalAveragePool } from './global-average-pool';

/** y[n, c] = Σ over h, w of x[n, h, w, c] / (h·w): the average pooling whose window is all of x. */
export const compute: Compute<typeof globalAveragePool> = (inputs, _attributes, _shapes, sum) => {
  const [n = 0, h = 0, w = 0, c = 0] = inputs[0].shape;
  const whole = { kernel: [h, w], strides: [1, 1], pads: NO_PADS } as const;
  const attributes = { ...whole, ceilMode: false, countPadding: false };
  return averagePool2d(inputs, attributes, [[n, 1, 1, c]], sum).map((mean) => ({
    ...mean,
    shape: [n, c],
  }));
};

/** Pixels that a kernel adds up by themselves: BLOCK of shaders/lib/global-pool.wgsl, as a test of its kernel says. */
export const BLOCK = 256;

/** Means. */
export const rounding: Rounding<typeof globalAveragePool> = () => [
  { isSum: true, block: BLOCK },
  DIVISION,
];
