// Sums of codes on the CPU.
import { f32Tensor } from '../../tensor/tensor';
import { type Compute, exact, type Rounding } from '../reference';
import { pairs } from './binary.reference';
import type { requantizedSum } from './requantized-sum';

/** All of it is exact in double precision. */
export const compute: Compute<typeof requantizedSum> = ([a, b], { factors, shift, range }) => {
  const [m, n] = factors;
  const [low, high] = range;
  const unit = 2 ** shift;
  const sums = pairs(a, b, (x, y) => {
    const sum = Math.trunc(x) * m + Math.trunc(y) * n + unit / 2;
    return Math.min(Math.max(Math.floor(sum / unit), low), high);
  });
  return [f32Tensor(a.shape, Float32Array.from(sums))];
};

/** Whole numbers. */
export const rounding: Rounding<typeof requantizedSum> = exact;
