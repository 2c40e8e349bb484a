// Ops that only move numbers: transpose, slice, and whatever chains of them become.
import type { OpAttributes } from '../ir/ops';
import { accessOf, type StridedAccess } from '../ir/strided';
import { f32Tensor, type Shape, type Tensor, zeros } from '../tensor/tensor';

/** y's axis a is x's axis permutation[a]. */
export function transpose(
  [x = zeros([0])]: readonly Tensor[],
  attributes: OpAttributes['transpose'],
  [shape = []]: readonly Shape[],
): Tensor[] {
  return read(x, accessOf({ op: 'transpose', attributes }, x.shape), shape);
}

/** y[i] = x[starts + i · steps]. */
export function slice(
  [x = zeros([0])]: readonly Tensor[],
  attributes: OpAttributes['slice'],
  [shape = []]: readonly Shape[],
): Tensor[] {
  return read(x, accessOf({ op: 'slice', attributes }, x.shape), shape);
}

/** y's i-th number is x's at offset + Σ index_a · strides[a]. */
export function asStrided(
  [x = zeros([0])]: readonly Tensor[],
  attributes: OpAttributes['as-strided'],
  [shape = []]: readonly Shape[],
): Tensor[] {
  return read(x, attributes, shape);
}

function read(x: Tensor, access: StridedAccess | null, shape: Shape): Tensor[] {
  const { offset = 0, sizes = [], strides = [] } = access ?? {};
  const y = new Float32Array(shape.reduce((total, size) => total * size, 1));
  for (let i = 0; i < y.length; i++) {
    let from = offset;
    let rest = i;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const size = sizes[axis] ?? 1;
      from += (rest % size) * (strides[axis] ?? 0);
      rest = Math.floor(rest / size);
    }
    y[i] = x.data[from] as number;
  }
  return [f32Tensor(shape, y)];
}
