// Short ways to write the small tensors that ops are tested with, and ops as functions of them.

import { f32Tensor, type Shape, type Tensor } from '../tensor/tensor';
import { seededRandom } from '../util/random';
import { evaluateOp } from './evaluate-op';
import { inferOutputs } from './infer-outputs';
import { nodeOf } from './ops.fixtures';
import type { OpAttributes, OpName } from './registry';
import type { Summation } from './sum-of-products';

/** An op by the reference; its results have the shapes that are inferred unless others are given. */
export function computing<O extends OpName>(op: O) {
  return (
    inputs: readonly Tensor[],
    attributes: OpAttributes[O] = {} as OpAttributes[O],
    shapes?: readonly Shape[],
    sum?: Summation,
  ): Tensor[] => {
    const inferred = () =>
      inferOutputs(nodeOf(op, 'y', [], attributes), inputs).map(({ shape }) => shape);
    return evaluateOp({ op, attributes, inputs, shapes: shapes ?? inferred() }, sum);
  };
}

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
