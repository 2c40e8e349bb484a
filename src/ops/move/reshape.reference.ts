// The same numbers in another shape.
import { f32Tensor } from '../../tensor/tensor';
import { type Compute, exact, type Rounding } from '../reference';
import type { reshape } from './reshape';

/** y holds x's numbers in row-major (NHWC) order. */
export const compute: Compute<typeof reshape> = ([x], { shape }) => [
  f32Tensor(shape, Float32Array.from(x.data)),
];

/** Nothing is rounded. */
export const rounding: Rounding<typeof reshape> = exact;
