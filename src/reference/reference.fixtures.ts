// Short ways to write the small tensors that the reference ops are tested with.
import { f32Tensor, type Shape, type Tensor } from '../tensor/tensor';
import { seededRandom } from '../util/random';

/** A tensor of these numbers. */
export function tensorOf(shape: Shape, numbers: readonly number[]): Tensor {
  return f32Tensor(shape, Float32Array.from(numbers));
}

/** 1, 2, 3, … in every element. */
export function counting(shape: Shape): Tensor {
  const count = shape.reduce((a, b) => a * b, 1);
  return tensorOf(
    shape,
    Array.from({ length: count }, (_, i) => i + 1),
  );
}

/** The numbers of the only result. */
export function numbersOf([tensor]: readonly Tensor[]): number[] {
  return Array.from(tensor?.data ?? []);
}

/** Numbers in [-1, 1), the same for the same seed. */
export function randomTensor(shape: Shape, seed: number): Tensor {
  const random = seededRandom(seed);
  const count = shape.reduce((a, b) => a * b, 1);
  return tensorOf(
    shape,
    Array.from({ length: count }, () => 2 * random() - 1),
  );
}
