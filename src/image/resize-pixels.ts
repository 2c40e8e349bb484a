// Picture to input tensor without a GPU, as the two image-resize shaders do it: a triangle filter along x and then along y,
// with 8-bit values in between.
import { channelScales, type Preprocessing } from '../graph/model';
import type { RegionPixels } from './read-pixels';
import { resizeGeometry } from './resize-geometry';
import { type Taps, triangleTaps } from './triangle-taps';

/** Numbers [1, h, w, 3] for the region of a picture of this size that preprocessing takes. */
export function resizePixels(
  { region, data }: RegionPixels,
  how: Preprocessing,
  picture: { readonly width: number; readonly height: number },
): Float32Array<ArrayBuffer> {
  const { crop } = how;
  const parts = resizeGeometry(how, picture);
  const [columns, rows] = [triangleTaps(parts.columns), triangleTaps(parts.rows)];
  const narrow = new Uint8ClampedArray(region.height * crop.width * 3);
  for (let row = 0; row < region.height; row++) {
    filter(data, row * region.width * 4, 4, columns, narrow, row * crop.width * 3);
  }
  return normalised(filterColumns(narrow, crop, rows), how);
}

/** Along y: each row of the result from rows of `narrow`. */
function filterColumns(
  narrow: Uint8ClampedArray,
  { width, height }: Preprocessing['crop'],
  { count, first, weights }: Taps,
): Uint8ClampedArray {
  const stride = width * 3;
  const result = new Uint8ClampedArray(height * stride);
  const sums = new Float64Array(stride);
  for (let row = 0; row < height; row++) {
    sums.fill(0);
    for (let tap = 0; tap < count; tap++) {
      const weight = weights[row * count + tap] as number;
      if (weight === 0) continue;
      const from = ((first[row] as number) + tap) * stride;
      for (let i = 0; i < stride; i++) {
        sums[i] = (sums[i] as number) + weight * (narrow[from + i] as number);
      }
    }
    for (let i = 0; i < stride; i++) result[row * stride + i] = Math.round(sums[i] as number);
  }
  return result;
}

/** Along x: one row of pixels with `step` numbers each. */
function filter(
  data: Uint8ClampedArray,
  from: number,
  step: number,
  { count, first, weights }: Taps,
  narrow: Uint8ClampedArray,
  to: number,
): void {
  for (let column = 0; column < first.length; column++) {
    let [red, green, blue] = [0, 0, 0];
    for (let tap = 0; tap < count; tap++) {
      const weight = weights[column * count + tap] as number;
      if (weight === 0) continue;
      const at = from + ((first[column] as number) + tap) * step;
      red += weight * (data[at] as number);
      green += weight * (data[at + 1] as number);
      blue += weight * (data[at + 2] as number);
    }
    narrow[to + 3 * column] = Math.round(red);
    narrow[to + 3 * column + 1] = Math.round(green);
    narrow[to + 3 * column + 2] = Math.round(blue);
  }
}

function normalised(rgb: Uint8ClampedArray, how: Preprocessing): Float32Array<ArrayBuffer> {
  const scales = channelScales(how);
  const input = new Float32Array(rgb.length);
  for (let channel = 0; channel < 3; channel++) {
    const color = how.channelOrder === 'bgr' ? 2 - channel : channel;
    const [mean, scale] = [how.mean[channel] ?? 0, scales[channel] ?? 1];
    for (let i = 0; i < rgb.length; i += 3) {
      input[i + channel] = ((rgb[i + color] as number) - mean) * scale;
    }
  }
  return input;
}
