// Batch normalisation as inference sees it: one scale and one shift a channel. Ioffe & Szegedy 2015, arXiv:1502.03167.
import { type Activation, activate } from '../ir/ops';
import { channelsOf, f32Tensor, type Tensor, zeros } from '../tensor/tensor';

/** y[…, c] = act(scale[c] · x[…, c] + shift[c]). */
export function batchNorm(
  [x = zeros([0]), scale, shift]: readonly Tensor[],
  attributes: { readonly activation: Activation },
): Tensor[] {
  const channels = channelsOf(x.shape);
  const y = Float32Array.from(x.data, (value, i) => {
    const c = i % channels;
    return activate(value * (scale?.data[c] ?? 1) + (shift?.data[c] ?? 0), attributes.activation);
  });
  return [f32Tensor(x.shape, y)];
}
