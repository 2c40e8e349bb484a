// Adds one number a channel, on the CPU.
import { f32Tensor } from '../../tensor/tensor';
import type { Compute, Rounding } from '../reference';
import type { biasAdd } from './bias-add';

/** y[…, c] = x[…, c] + b[c]. */
export const compute: Compute<typeof biasAdd> = ([x, b]) => {
  const channels = b.data.length;
  const y = Float32Array.from(x.data, (value, i) => value + (b.data[i % channels] as number));
  return [f32Tensor(x.shape, y)];
};

/** A sum. */
export const rounding: Rounding<typeof biasAdd> = () => [{ ulps: 0.5, of: 'result' }];
