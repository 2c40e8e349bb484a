// The same numbers again.
import { f32Tensor } from '../../tensor/tensor';
import { type Compute, exact, type Rounding } from '../reference';
import type { copy } from './copy';

/** y = x. */
export const compute: Compute<typeof copy> = ([x]) => [
  f32Tensor(x.shape, Float32Array.from(x.data)),
];

/** Nothing is rounded. */
export const rounding: Rounding<typeof copy> = exact;
