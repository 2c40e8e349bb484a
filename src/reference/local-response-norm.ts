// Local response normalisation across channels. Krizhevsky et al. 2012 (AlexNet), section 3.3, in ONNX's terms.
import type { LocalResponseNormAttributes } from '../ir/ops';
import { channelsOf, f32Tensor, type Tensor, zeros } from '../tensor/tensor';

/**
 * y[…, c] = x[…, c] · (bias + alpha / size · Σ x[…, j]²)^−beta, j from c − ⌊(size−1)/2⌋ to c + ⌈(size−1)/2⌉ where
 * there are such channels.
 */
export function localResponseNorm(
  [x = zeros([0])]: readonly Tensor[],
  { size, alpha, beta, bias }: LocalResponseNormAttributes,
): Tensor[] {
  const channels = channelsOf(x.shape);
  const y = Float32Array.from(x.data, (value, i) => {
    const channel = i % channels;
    const pixel = i - channel;
    const first = Math.max(channel - Math.floor((size - 1) / 2), 0);
    const last = Math.min(channel + Math.ceil((size - 1) / 2), channels - 1);
    let squares = 0;
    for (let j = first; j <= last; j++) squares += (x.data[pixel + j] as number) ** 2;
    return value * (bias + (alpha / size) * squares) ** -beta;
  });
  return [f32Tensor(x.shape, y)];
}
