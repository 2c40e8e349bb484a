// A depthwise convolution and the pointwise one of its map: the two ops one after the other.
import type { SeparableConv2dAttributes } from '../ir/ops';
import { separableParts } from '../ir/separable';
import { channelsOf, type Shape, type Tensor, zeros } from '../tensor/tensor';
import { conv2d } from './conv2d';

/** As two nodes would: the map is rounded to float32 before the second convolution. */
export function separableConv2d(
  [x = zeros([0]), wd = zeros([0]), bd = zeros([0]), ...point]: readonly Tensor[],
  attributes: SeparableConv2dAttributes,
  outputShapes: readonly Shape[],
): Tensor[] {
  const channels = channelsOf(x.shape);
  const { depthwise, pointwise } = separableParts(attributes, channels);
  const [pixels = []] = outputShapes.map((shape) => shape.slice(0, -1));
  const map = conv2d([x, wd, bd], depthwise, [[...pixels, channels]]);
  return conv2d([...map, ...point], pointwise, outputShapes);
}
