// Elementwise quotient.
import type { Activation } from '../ir/ops';
import type { Tensor } from '../tensor/tensor';
import { broadcast } from './broadcast';

/** y = act(a / b), b repeated as `broadcast` does. */
export function div(
  inputs: readonly Tensor[],
  attributes: { readonly activation: Activation },
): Tensor[] {
  return broadcast(inputs, attributes.activation, (a, b) => a / b);
}
