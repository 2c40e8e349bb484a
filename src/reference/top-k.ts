// The k largest entries of each row.
import { f32Tensor, type Tensor, zeros } from '../tensor/tensor';

/** Values [n, k] and indices [n, k] of the k largest of each row, largest first, ties by lower index. */
export function topK([x = zeros([0])]: readonly Tensor[], { k }: { readonly k: number }): Tensor[] {
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
}
