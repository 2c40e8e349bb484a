// Reads a tensor's numbers in a regular order.
import { f32Tensor, type Shape, type Tensor } from '../../tensor/tensor';
import { product } from '../../util/math';
import type { StridedAccess } from '../strided';

/** The numbers of x that an access reads, as a tensor of this shape. */
export function readStrided(
  x: Tensor,
  { offset, sizes, strides }: StridedAccess,
  shape: Shape,
): Tensor {
  const y = new Float32Array(product(shape));
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
  return f32Tensor(shape, y);
}
