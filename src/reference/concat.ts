// Joins values along their last axis, the channels.
import { channelsOf, f32Tensor, pixelsOf, type Shape, type Tensor } from '../tensor/tensor';

/** y[…, offset of input i + c] = x_i[…, c]. */
export function concat(
  inputs: readonly Tensor[],
  _attributes: unknown,
  [outputShape = []]: readonly Shape[],
): Tensor[] {
  const pixels = pixelsOf(outputShape);
  const total = channelsOf(outputShape);
  const y = new Float32Array(pixels * total);
  let offset = 0;
  for (const x of inputs) {
    const channels = channelsOf(x.shape);
    for (let pixel = 0; pixel < pixels; pixel++) {
      y.set(x.data.subarray(pixel * channels, (pixel + 1) * channels), pixel * total + offset);
    }
    offset += channels;
  }
  return [f32Tensor(outputShape, y)];
}
