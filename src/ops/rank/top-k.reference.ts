// The k largest entries of each row.
import { f32Tensor } from '../../tensor/tensor';
import { type Compute, exact, type Rounding } from '../reference';
import type { topK } from './top-k';

/** Values [n, k] and indices [n, k] of the k largest of each row, largest first, ties by lower index. */
export const compute: Compute<typeof topK> = ([x], { k }) => {
  const [n = 0, c = 0] = x.shape;
  const values = new Float32Array(n * k);
  const indices = new Uint32Array(n * k);
  for (let row = 0; row < n; row++) {
    const at = (index: number) => x.data[row * c + index] as number;
    const order = Array.from({ length: c }, (_, index) => index).sort(
      (a, b) => at(b) - at(a) || a - b,
    );
    for (const [rank, index] of order.slice(0, k).entries()) {
      values[row * k + rank] = at(index);
      indices[row * k + rank] = index;
    }
  }
  return [f32Tensor([n, k], values), { dtype: 'u32', shape: [n, k], data: indices }];
};

/** Nothing is rounded. */
export const rounding: Rounding<typeof topK> = exact;
