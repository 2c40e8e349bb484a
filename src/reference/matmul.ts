// Products of matrices, one for each position of the axes before, summed in double precision.
import { f32Tensor, type Shape, type Tensor, zeros } from '../tensor/tensor';

/** y[…, i, j] = Σ a[…, i, q] · b[…, q, j]. */
export function matmul(
  [a = zeros([0, 0]), b = zeros([0, 0])]: readonly Tensor[],
  _attributes: unknown,
  [outputShape = []]: readonly Shape[],
): Tensor[] {
  const [m = 0, n = 0] = outputShape.slice(-2);
  const k = a.shape.at(-1) ?? 0;
  const y = new Float32Array(outputShape.reduce((total, size) => total * size, 1));
  for (let i = 0; i < y.length; i++) {
    const matrix = Math.floor(i / (m * n));
    const row = Math.floor(i / n) % m;
    let sum = 0;
    for (let q = 0; q < k; q++) {
      const left = a.data[(matrix * m + row) * k + q] as number;
      sum += left * (b.data[(matrix * k + q) * n + (i % n)] as number);
    }
    y[i] = sum;
  }
  return [f32Tensor(outputShape, y)];
}
