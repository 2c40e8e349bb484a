// Joins values along their last axis, the channels.
import { channelsOf, f32Tensor, pixelsOf } from '../../tensor/tensor';
import { type Compute, exact, type Rounding } from '../reference';
import type { concat } from './concat';

/** y[…, offset of input i + c] = x_i[…, c]. */
export const compute: Compute<typeof concat> = (inputs, _, [outputShape]) => {
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
};

/** Nothing is rounded. */
export const rounding: Rounding<typeof concat> = exact;
