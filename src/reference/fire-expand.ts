// Both expand layers of a fire module: the two convolutions by themselves, and their channels side by side.
import { expandParts, inputsOf } from '../ir/fire-expand';
import type { FireExpandAttributes } from '../ir/ops';
import { type Shape, type Tensor, zeros } from '../tensor/tensor';
import { concat } from './concat';
import { conv2d } from './conv2d';

/** y[n, h, w]: the k of one convolution, then those of the other. */
export function fireExpand(
  inputs: readonly Tensor[],
  attributes: FireExpandAttributes,
  [outputShape = []]: readonly Shape[],
): Tensor[] {
  const parts = expandParts(attributes).map((part) => {
    const operands = inputsOf(part, inputs);
    const filters = operands[1]?.shape[0] ?? 0;
    const [y = zeros([0])] = conv2d(operands, part.attributes, [
      [...outputShape.slice(0, -1), filters],
    ]);
    return y;
  });
  return concat(parts, {}, [outputShape]);
}
