// Picture to input tensor on the CPU: the oracle of the two image-resize shaders.
// Antialiased bilinear as Pillow and torchvision have it: a triangle filter, widened by the scale factor when
// shrinking, along x and then along y, with 8-bit values in between.
import { channelScales, type Preprocessing } from '../graph/model';
import { f32Tensor, type Tensor } from '../tensor/tensor';

/** A decoded picture: straight (not premultiplied) RGBA, levels 0…255 each, row by row. */
export interface RgbaPicture {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** Part of the source that is used, in pixels. */
interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The network's input [1, h, w, 3] for a region of a picture, seen on white where it is transparent. */
export function resizeTriangle(picture: RgbaPicture, region: Region, how: Preprocessing): Tensor {
  const { resize, crop, channelOrder, mean } = how;
  const scales = channelScales(how);
  const left = Math.floor((resize.width - crop.width) / 2);
  const top = Math.floor((resize.height - crop.height) / 2);
  const columns = Array.from({ length: crop.width }, (_, i) =>
    tapsOf(left + i, region.width, region.width / resize.width),
  );
  const rows = Array.from({ length: crop.height }, (_, i) =>
    tapsOf(top + i, region.height, region.height / resize.height),
  );
  const narrow = new Uint8Array(region.height * crop.width * 3);
  const input = new Float32Array(crop.height * crop.width * 3);
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < region.height; y++) {
      for (const [x, taps] of columns.entries()) {
        narrow[(y * crop.width + x) * 3 + channel] = filter(taps, (at) =>
          onWhite(picture, region.x + at, region.y + y, channel),
        );
      }
    }
    const position = channelOrder === 'bgr' ? 2 - channel : channel;
    for (const [y, taps] of rows.entries()) {
      for (let x = 0; x < crop.width; x++) {
        const value = filter(taps, (at) => narrow[(at * crop.width + x) * 3 + channel] ?? 0);
        input[(y * crop.width + x) * 3 + position] =
          (value - (mean[position] ?? 0)) * (scales[position] ?? 0);
      }
    }
  }
  return f32Tensor([1, crop.height, crop.width, 3], input);
}

interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

function tapsOf(position: number, length: number, scale: number): Taps {
  const widen = Math.max(scale, 1);
  const centre = (position + 0.5) * scale;
  const first = Math.max(Math.trunc(centre - widen + 0.5), 0);
  const end = Math.min(Math.trunc(centre + widen + 0.5), length);
  const weights = Array.from({ length: end - first }, (_, i) =>
    Math.max(1 - Math.abs(first + i + 0.5 - centre) / widen, 0),
  );
  const total = weights.reduce((a, b) => a + b, 0);
  return { first, weights: weights.map((weight) => weight / total) };
}

function filter({ first, weights }: Taps, pixel: (at: number) => number): number {
  return Math.round(weights.reduce((sum, weight, i) => sum + weight * pixel(first + i), 0));
}

function onWhite({ width, data }: RgbaPicture, x: number, y: number, channel: number): number {
  const at = (y * width + x) * 4;
  const alpha = (data[at + 3] ?? 0) / 255;
  return (data[at + channel] ?? 0) * alpha + 255 * (1 - alpha);
}
