// Leaky rectifier whose slopes are learnt. He et al. 2015, arXiv:1502.01852.
import type { Activation } from '../ir/ops';
import type { Tensor } from '../tensor/tensor';
import { broadcast } from './broadcast';

/** y = act(a), or act(a · b) where a < 0, b repeated as `broadcast` does. */
export function prelu(
  inputs: readonly Tensor[],
  attributes: { readonly activation: Activation },
): Tensor[] {
  return broadcast(inputs, attributes.activation, (a, b) => (a < 0 ? a * b : a));
}
