// The largest value of every channel of a feature map.
import { f32Tensor } from '../../tensor/tensor';
import { type Compute, exact, type Rounding } from '../reference';
import type { globalMaxPool } from './global-max-pool';

/** y[n, c] = max over h, w of x[n, h, w, c]. */
export const compute: Compute<typeof globalMaxPool> = ([x]) => {
  const [n = 0, h = 0, w = 0, c = 0] = x.shape;
  const y = new Float32Array(n * c).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < x.data.length; i++) {
    const at = Math.floor(i / (h * w * c)) * c + (i % c);
    y[at] = Math.max(y[at] as number, x.data[i] as number);
  }
  return [f32Tensor([n, c], y)];
};

/** Nothing is rounded. */
export const rounding: Rounding<typeof globalMaxPool> = exact;
