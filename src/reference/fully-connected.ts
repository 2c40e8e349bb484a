// Fully-connected layer on the CPU, straight from its formula.
import { type Activation, activate } from '../ir/ops';
import { f32Tensor, type Shape, type Tensor, zeros } from '../tensor/tensor';
import { oneTap, type Summation, sumInDouble } from './sum-of-products';

/** y[n,k] = act(b[k] + Σ w[k,i] · x[n,i]), i over all that x has of an image, in row-major order. */
export function fullyConnected(
  [x = zeros([0]), w = zeros([0]), b]: readonly Tensor[],
  attributes: { readonly activation: Activation },
  [outputShape = []]: readonly Shape[],
  sum: Summation = sumInDouble,
): Tensor[] {
  const [n = 0, k = 0] = outputShape;
  const [, features = 0] = w.shape;
  const terms = oneTap(x.data, w.data, features);
  const y = new Float32Array(n * k);
  for (let image = 0; image < n; image++) {
    terms.xFrom = image * features;
    for (let unit = 0; unit < k; unit++) {
      terms.wFrom = unit * features;
      y[image * k + unit] = activate(sum(b?.data[unit] ?? 0, terms, 1), attributes.activation);
    }
  }
  return [f32Tensor(outputShape, y)];
}
