// Elementwise activation functions.
import { type Activation, activate } from '../ir/ops';
import { f32Tensor, type Tensor, zeros } from '../tensor/tensor';

/** y = act(x). */
export function activation(
  [x = zeros([0])]: readonly Tensor[],
  attributes: { readonly activation: Activation },
): Tensor[] {
  return [
    f32Tensor(
      x.shape,
      Float32Array.from(x.data, (value) => activate(value, attributes.activation)),
    ),
  ];
}
