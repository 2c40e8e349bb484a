// Fully-connected layer on the CPU, straight from its formula, summed in double precision.
import { type Activation, activate } from '../ir/ops';
import { f32Tensor, type Shape, type Tensor, zeros } from '../tensor/tensor';

/** y[n,k] = act(b[k] + Σ w[k,i] · x[n,i]), i over all that x has of an image, in row-major order. */
export function fullyConnected(
  [x = zeros([0]), w = zeros([0]), b]: readonly Tensor[],
  attributes: { readonly activation: Activation },
  [outputShape = []]: readonly Shape[],
): Tensor[] {
  const [n = 0, k = 0] = outputShape;
  const [, features = 0] = w.shape;
  const y = new Float32Array(n * k);
  for (let image = 0; image < n; image++) {
    for (let unit = 0; unit < k; unit++) {
      let sum = b?.data[unit] ?? 0;
      for (let i = 0; i < features; i++) {
        sum += (x.data[image * features + i] as number) * (w.data[unit * features + i] as number);
      }
      y[image * k + unit] = activate(sum, attributes.activation);
    }
  }
  return [f32Tensor(outputShape, y)];
}
