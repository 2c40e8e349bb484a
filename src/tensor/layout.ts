// Memory layouts of feature maps. NHWC4 is what the GPU holds: NHWC whose channels are padded with
// zeros to a multiple of four, so that one vec4 ("word") carries channels 4·i … 4·i+3 of a pixel.
import { atOnce } from '../util/at-once';
import { ceilDiv } from '../util/math';
import { BYTES_PER_ELEMENT, channelsOf, pixelsOf, type Shape } from './tensor';

/** The order in which a model's own file or its users hold the axes of a feature map. */
export type AxisOrder = 'nchw' | 'nhwc';

/** vec4 words that one pixel of `channels` channels takes in NHWC4. */
export function wordsPerPixel(channels: number): number {
  return ceilDiv(channels, 4);
}

/** Numbers of a value of NHWC or [n, c] shape, stored as NHWC4. */
export function nhwc4Length(shape: Shape): number {
  return pixelsOf(shape) * wordsPerPixel(channelsOf(shape)) * 4;
}

/** Its bytes in 32-bit floats. */
export function nhwc4ByteLength(shape: Shape): number {
  return nhwc4Length(shape) * BYTES_PER_ELEMENT;
}

/** Numbers that are moved between two turns of a page. */
const MOVED_AT_ONCE = 2 ** 18;

/** NHWC (or [n, c]) → NHWC4, padding channels with zeros; in steps. */
export function* nhwc4Steps(
  data: ArrayLike<number>,
  shape: Shape,
): Generator<void, Float32Array<ArrayBuffer>> {
  const channels = channelsOf(shape);
  const padding = wordsPerPixel(channels) * 4 - channels;
  const packed = new Float32Array(nhwc4Length(shape));
  for (let from = 0; from < data.length; from++) {
    if (from % MOVED_AT_ONCE === 0) yield;
    packed[from + Math.floor(from / channels) * padding] = data[from] as number;
  }
  return packed;
}

/** `nhwc4Steps`, all at once. */
export function packNhwc4(data: ArrayLike<number>, shape: Shape): Float32Array<ArrayBuffer> {
  return atOnce(nhwc4Steps(data, shape));
}

/**
 * NHWC4 → NHWC (or [n, c]). A value may be a span of channels inside a wider buffer:
 * it starts at `channelOffset` of pixels that hold `bufferWords` words.
 */
export function unpackNhwc4(
  packed: Float32Array,
  shape: Shape,
  channelOffset = 0,
  bufferWords = wordsPerPixel(channelsOf(shape)),
): Float32Array<ArrayBuffer> {
  const channels = channelsOf(shape);
  const pixels = pixelsOf(shape);
  const data = new Float32Array(pixels * channels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const from = pixel * bufferWords * 4 + channelOffset;
    for (let c = 0; c < channels; c++) {
      data[pixel * channels + c] = packed[from + c] ?? 0;
    }
  }
  return data;
}

/** The shape a [n, h, w, c] value has for users of a model with this axis order; vectors stay as they are. */
export function externalShape(shape: Shape, order: AxisOrder): Shape {
  if (order === 'nhwc' || shape.length !== 4) return shape;
  const [n = 1, h = 1, w = 1, c = 1] = shape;
  return [n, c, h, w];
}

/** Feature map data in a model's own axis order → NHWC. `shape` is the NHWC shape. */
export function toNhwc(
  data: Float32Array<ArrayBuffer>,
  shape: Shape,
  order: AxisOrder,
): Float32Array<ArrayBuffer> {
  return transposed(data, shape, order, true);
}

/** NHWC data → a model's own axis order. `shape` is the NHWC shape. */
export function fromNhwc(
  data: Float32Array<ArrayBuffer>,
  shape: Shape,
  order: AxisOrder,
): Float32Array<ArrayBuffer> {
  return transposed(data, shape, order, false);
}

/** Each image as a matrix of pixels by channels, or the other way round where it comes `byChannels`, transposed. */
function transposed(
  data: Float32Array<ArrayBuffer>,
  shape: Shape,
  order: AxisOrder,
  byChannels: boolean,
): Float32Array<ArrayBuffer> {
  if (order === 'nhwc' || shape.length !== 4) return data;
  const [, h = 1, w = 1, channels = 1] = shape;
  const [rows, columns] = byChannels ? [channels, h * w] : [h * w, channels];
  const result = new Float32Array(data.length);
  for (let base = 0; base < data.length; base += rows * columns) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        result[base + column * rows + row] = data[base + row * columns + column] as number;
      }
    }
  }
  return result;
}
