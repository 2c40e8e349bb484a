// Constants in another order of axes.
import { rowMajorStrides } from '../../ops/strided';
import type { Shape } from '../../tensor/tensor';
import type { Order } from './layout';

/** The numbers of a tensor, in row-major order of its axes, in row-major order of the axes in `order`. */
export function permuted<D extends Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(
  data: D,
  dims: Shape,
  order: Order,
): D {
  if (order.every((axis, i) => axis === i)) return data;
  const strides = rowMajorStrides(dims);
  const sizes = order.map((axis) => dims[axis] ?? 1);
  const steps = order.map((axis) => strides[axis] ?? 0);
  const result = (
    data instanceof Float32Array ? new Float32Array(data.length) : new Float64Array(data.length)
  ) as D;
  const index = sizes.map(() => 0);
  const last = sizes.length - 1;
  const [size = 1, step = 1] = [sizes[last], steps[last]];
  let from = 0;
  for (let to = 0; to < result.length; ) {
    for (const end = to + size; to < end; to++, from += step) result[to] = data[from] ?? 0;
    from -= size * step;
    // Counts up like an odometer: each overflow into the axis before it.
    for (let axis = last - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      from += steps[axis] ?? 0;
      if (next < (sizes[axis] ?? 1)) {
        index[axis] = next;
        break;
      }
      from -= next * (steps[axis] ?? 0);
      index[axis] = 0;
    }
  }
  return result;
}
