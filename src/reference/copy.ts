// The same numbers again.
import { f32Tensor, type Tensor, zeros } from '../tensor/tensor';

/** y = x. */
export function copy([x = zeros([0])]: readonly Tensor[]): Tensor[] {
  return [f32Tensor(x.shape, Float32Array.from(x.data))];
}
