// Elementwise functions of two values, the second of which may repeat.
import { type Activation, activate } from '../ir/ops';
import { channelsOf, f32Tensor, type Tensor, zeros } from '../tensor/tensor';

/**
 * y = act(f(a, b)), of a's shape. b is as large as a, or one vector per image [n, 1, 1, c] that all its pixels
 * share, or one vector [c] that all pixels share.
 */
export function broadcast(
  [a = zeros([0]), b = zeros([0])]: readonly Tensor[],
  activation: Activation,
  f: (a: number, b: number) => number,
): Tensor[] {
  const channels = channelsOf(a.shape);
  const vectors = b.data.length / channels;
  const perVector = a.data.length / vectors;
  const y = Float32Array.from(a.data, (value, i) => {
    const at = Math.floor(i / perVector) * channels + (i % channels);
    return activate(f(value, b.data[at] as number), activation);
  });
  return [f32Tensor(a.shape, y)];
}
