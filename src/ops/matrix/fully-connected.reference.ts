// Fully-connected layer on the CPU, straight from its formula.
import { f32Tensor } from '../../tensor/tensor';
import { activator } from '../elementwise/functions';
import type { Compute, Rounding } from '../reference';
import { oneTap, sumInDouble } from '../sum-of-products';
import type { fullyConnected } from './fully-connected';

/** y[n,k] = act(b[k] + Σ w[k,i] · x[n,i]), i over all that x has of an image, in row-major order. */
export const compute: Compute<typeof fullyConnected> = (
  [x, w, b],
  { activation },
  [outputShape],
  sum = sumInDouble,
) => {
  const act = activator(activation);
  const [n = 0, k = 0] = outputShape;
  const [, features = 0] = w.shape;
  const terms = oneTap(x.data, w.data, features);
  const y = new Float32Array(n * k);
  for (let image = 0; image < n; image++) {
    terms.xFrom = image * features;
    for (let unit = 0; unit < k; unit++) {
      terms.wFrom = unit * features;
      y[image * k + unit] = act(sum(b?.data[unit] ?? 0, terms, 1));
    }
  }
  return [f32Tensor(outputShape, y)];
};

/** Sums of products. */
export const rounding: Rounding<typeof fullyConnected> = () => [{ isSum: true }];
