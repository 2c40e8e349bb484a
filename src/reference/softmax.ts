// Softmax over the channels of each row, shifted by the row's maximum so that exp cannot overflow.
import { f32Tensor, type Tensor, zeros } from '../tensor/tensor';

/** y[n, c] = exp(x[n, c] − m) / Σ exp(x[n, ·] − m), m = max x[n, ·]. */
export function softmax([x = zeros([0])]: readonly Tensor[]): Tensor[] {
  const [n = 0, c = 0] = x.shape;
  const y = new Float32Array(n * c);
  for (let row = 0; row < n; row++) {
    const values = Array.from(x.data.subarray(row * c, (row + 1) * c));
    const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const exponentials = values.map((value) => Math.exp(value - largest));
    const sum = exponentials.reduce((a, b) => a + b, 0);
    y.set(
      exponentials.map((value) => value / sum),
      row * c,
    );
  }
  return [f32Tensor([n, c], y)];
}
