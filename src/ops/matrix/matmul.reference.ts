// Products of matrices, one for each position of the axes before.
import { f32Tensor, type Tensor } from '../../tensor/tensor';
import { product } from '../../util/math';
import type { Compute, Rounding } from '../reference';
import { oneTap, sumInDouble } from '../sum-of-products';
import type { matmul } from './matmul';

/** y[…, i, j] = Σ a[…, i, q] · b[…, q, j]. */
export const compute: Compute<typeof matmul> = ([a, b], _, [outputShape], sum = sumInDouble) => {
  const [m = 0, n = 0] = outputShape.slice(-2);
  const k = a.shape.at(-1) ?? 0;
  const terms = oneTap(a.data, columnsOf(b), k);
  const y = new Float32Array(product(outputShape));
  for (let i = 0; i < y.length; i++) {
    const matrix = Math.floor(i / (m * n));
    terms.xFrom = Math.floor(i / n) * k;
    terms.wFrom = (matrix * n + (i % n)) * k;
    y[i] = sum(0, terms, 1);
  }
  return [f32Tensor(outputShape, y)];
};

/** Sums of products. */
export const rounding: Rounding<typeof matmul> = () => [{ isSum: true }];

/** The numbers of b[…, q, j] column by column. */
function columnsOf({ shape, data }: Tensor): Float32Array<ArrayBuffer> {
  const [k = 0, n = 0] = shape.slice(-2);
  return Float32Array.from({ length: data.length }, (_, i) => {
    const [matrix, j, q] = [Math.floor(i / (k * n)), Math.floor(i / k) % n, i % k];
    return data[(matrix * k + q) * n + j] as number;
  });
}
