// The input of a network as a picture again: what the network was shown.
import { channelScales, type Preprocessing } from '../graph/model';
import type { Picture } from '../image/picture';
import type { CallOptions } from '../runtime/call';
import { behindModel } from '../runtime/internals';
import { type Tensor, zeros } from '../tensor/tensor';
import type { ModelHandle } from './handles';
import { tensorsFor } from './input-tensors';

/** A picture's pixels: 8 bits each of red, green, blue and alpha, row by row. `new ImageData(data, width)` shows it. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** Undoes the normalisation of an input [1, h, w, 3]. */
export function pixelsOfInput({ data, shape }: Tensor, preprocessing: Preprocessing): Pixels {
  const [, height = 0, width = 0, channels = 0] = shape;
  const scale = channelScales(preprocessing);
  const { mean, channelOrder } = preprocessing;
  const pixels = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let color = 0; color < 3; color++) {
      // The network's channel that holds this colour; one of a single channel holds them all.
      const own = channelOrder === 'bgr' ? 2 - color : color;
      const channel = Math.min(own, channels - 1);
      const value = data[pixel * channels + channel] ?? 0;
      pixels[4 * pixel + color] = value / (scale[channel] ?? 1) + (mean[channel] ?? 0);
    }
  }
  return { width, height, data: pixels };
}

/**
 * A picture as the network is shown it: resized, cropped, and rounded to 8 bits.
 * @throws as `classify` does.
 */
export async function preview(
  model: ModelHandle,
  picture: Picture,
  { signal }: CallOptions = {},
): Promise<Pixels> {
  const internals = behindModel(model);
  const how = internals.preprocessing();
  const [input = zeros([0])] = Object.values(await tensorsFor(internals, { picture }, signal));
  return pixelsOfInput(input, how);
}
