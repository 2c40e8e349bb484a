// Another order of the axes.
import { formatShape } from '../../tensor/tensor';
import { defineMove, f32 } from '../op';
import { rowMajorStrides } from '../strided';

/** Axis a of y is axis permutation[a] of x. */
export const transpose = defineMove({
  name: 'transpose',
  attributes: { permutation: 'axes' },
  inputs: 'x',
  infer: ([{ shape: x }], { permutation }, misfit) => {
    const isPermutation = permutation.toSorted((a, b) => a - b).every((axis, i) => axis === i);
    if (!isPermutation || permutation.length !== x.length) {
      throw misfit(`cannot order the axes of ${formatShape(x)} as ${permutation}`);
    }
    return f32(permutation.map((axis) => x[axis] ?? 0));
  },
  moves: (x, { permutation }) => {
    const rows = rowMajorStrides(x);
    return {
      offset: 0,
      sizes: permutation.map((axis) => x[axis] ?? 1),
      strides: permutation.map((axis) => rows[axis] ?? 0),
    };
  },
});
