// Logarithm of the softmax over the last axis, shifted by the largest value of each row so that exp cannot overflow.
import { channelsOf, f32Tensor } from '../../tensor/tensor';
import type { Compute, Rounding } from '../reference';
import type { logSoftmax } from './log-softmax';
import { logSoftmaxErrors } from './softmax-errors';

/** y[…, c] = x[…, c] − m − log Σ exp(x[…, ·] − m), m = max x[…, ·]. */
export const compute: Compute<typeof logSoftmax> = ([x]) => {
  const c = channelsOf(x.shape);
  const y = new Float32Array(x.data.length);
  for (let row = 0; row < y.length; row += c) {
    const values = Array.from(x.data.subarray(row, row + c));
    const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const sum = values.reduce((total, value) => total + Math.exp(value - largest), 0);
    for (const [i, value] of values.entries()) y[row + i] = value - largest - Math.log(sum);
  }
  return [f32Tensor(x.shape, y)];
};

/** Of exponentials, their sum and its logarithm. */
export const rounding: Rounding<typeof logSoftmax> = ({ inputs: [x], format }) => [
  { errors: logSoftmaxErrors(x, format) },
];
