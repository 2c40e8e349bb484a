// A fire module: its layers one after the other.
import { expandAttributes, squeezeAttributes } from '../ir/fire';
import type { FireAttributes } from '../ir/ops';
import type { Shape, Tensor } from '../tensor/tensor';
import { conv2d } from './conv2d';
import { fireExpand } from './fire-expand';

/** The expand layers of what the squeeze layer gives, rounded to float32 in between. */
export function fire(
  inputs: readonly Tensor[],
  attributes: FireAttributes,
  outputShapes: readonly Shape[],
): Tensor[] {
  const [x, w0] = inputs;
  const shape = [...(x?.shape.slice(0, -1) ?? []), w0?.shape[0] ?? 0];
  const squeezed = conv2d(inputs.slice(0, 3), squeezeAttributes(attributes), [shape]);
  return fireExpand([...squeezed, ...inputs.slice(3)], expandAttributes(attributes), outputShapes);
}
