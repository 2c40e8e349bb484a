// Batch normalisation on the CPU.
import { channelsOf, f32Tensor } from '../../tensor/tensor';
import type { Compute, Rounding } from '../reference';
import type { batchNorm } from './batch-norm';
import { activator } from './functions';

/** y[…, c] = act(scale[c] · x[…, c] + shift[c]). */
export const compute: Compute<typeof batchNorm> = ([x, scale, shift], { activation }) => {
  const channels = channelsOf(x.shape);
  const act = activator(activation);
  const y = Float32Array.from(x.data, (value, i) => {
    const c = i % channels;
    return act(value * (scale.data[c] ?? 1) + (shift.data[c] ?? 0));
  });
  return [f32Tensor(x.shape, y)];
};

/** A product, a sum, and the reference's own rounding, half a unit each. */
export const rounding: Rounding<typeof batchNorm> = () => [{ ulps: 1.5, of: 'terms' }];
