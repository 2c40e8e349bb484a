// Ops that only move numbers, as strided access: which number of x each number of y is.
// Offsets and strides count x's numbers in row-major order, so that a reshape is no movement at all.
import type { Shape } from '../tensor/tensor';

/** y's i-th number is x's at offset + Σ index_a · strides[a], the index of i in `sizes`, last axis fastest. */
export interface StridedAccess {
  readonly offset: number;
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
}

/** Numbers between neighbours along each axis of a tensor in row-major order. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  return strides;
}
