// Softmax over the last axis, shifted by the largest value of each row so that exp cannot overflow.
import { channelsOf, f32Tensor, pixelsOf } from '../../tensor/tensor';
import type { Compute, Rounding } from '../reference';
import type { softmax } from './softmax';
import { softmaxErrors } from './softmax-errors';

/** y[…, c] = exp(x[…, c] − m) / Σ exp(x[…, ·] − m), m = max x[…, ·]. */
export const compute: Compute<typeof softmax> = ([x]) => {
  const c = channelsOf(x.shape);
  const y = new Float32Array(x.data.length);
  for (let row = 0; row < pixelsOf(x.shape); row++) {
    const values = Array.from(x.data.subarray(row * c, (row + 1) * c));
    const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const exponentials = values.map((value) => Math.exp(value - largest));
    const sum = exponentials.reduce((a, b) => a + b, 0);
    y.set(
      exponentials.map((value) => value / sum),
      row * c,
    );
  }
  return [f32Tensor(x.shape, y)];
};

/** Of exponentials, their sum and a quotient. */
export const rounding: Rounding<typeof softmax> = ({ inputs: [x], expected, format }) => [
  { errors: softmaxErrors(x, expected, format) },
];
