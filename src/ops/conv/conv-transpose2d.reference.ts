// Transposed convolution on the CPU, from where each output number gets its terms.
import type { Compute, Rounding } from '../reference';
import { sumInDouble } from '../sum-of-products';
import type { convTranspose2d } from './conv-transpose2d';
import { convolution, type PlaceOf } from './conv2d.reference';

/** y[n,oh,ow,k] = act(b[k] + Σ w[k,c,kh,kw] · x[n,ih,iw,c]) over all taps with oh + P = ih·S + kh·D, and columns alike. */
export const compute: Compute<typeof convTranspose2d> = (
  [x, w, b],
  a,
  [outputShape],
  sum = sumInDouble,
) => {
  const { strides, dilations, crop } = a;
  const placeOf: PlaceOf = (axis, at, tap) =>
    (at + (crop[axis] ?? 0) - tap * dilations[axis]) / strides[axis];
  return [convolution([x, w, b], a, outputShape, placeOf, sum)];
};

/** Sums of products. */
export const rounding: Rounding<typeof convTranspose2d> = () => [{ isSum: true }];
