// Feature maps as one picture: a tile for each channel, dark where the maps are lowest and white where they are highest.
import type { Tensor } from '../../src/models/index';

/** Pixels of a picture of maps, and what it shows. */
export interface MapsPicture {
  readonly pixels: ImageData;
  /** Channels that are shown; the first ones of all. */
  readonly shown: number;
  readonly channels: number;
  /** Size of one map, in its own pixels. */
  readonly width: number;
  readonly height: number;
  /** The smallest and the largest number of the whole value. */
  readonly range: readonly [number, number];
}

/** Channels that are shown at most. */
const MOST = 64;
/** Embers: from cold to white-hot. */
const COLOURS = [
  [16, 12, 24],
  [92, 20, 52],
  [190, 52, 34],
  [244, 146, 48],
  [255, 246, 214],
] as const;

/**
 * Draws the maps of the first image of a value, [n, h, w, c] or [n, c]; the latter as one map of all its numbers.
 * @param isEachOnItsOwn whether each map has its own dark and bright, so that faint ones can be seen
 */
export function drawMaps({ data, shape }: Tensor, isEachOnItsOwn = false): MapsPicture {
  const { width, height, channels, at } = layoutOf(shape);
  const shown = Math.min(MOST, channels);
  const columns = Math.ceil(Math.sqrt(shown));
  const rows = Math.ceil(shown / columns);
  const [gapX, gapY] = [width + 1, height + 1];
  const pixels = new ImageData(columns * gapX - 1, rows * gapY - 1);
  const range = rangeOf(data);
  const numbers = data.subarray(0, width * height * channels);
  for (let channel = 0; channel < shown; channel++) {
    const left = (channel % columns) * gapX;
    const top = Math.floor(channel / columns) * gapY;
    const own =
      isEachOnItsOwn && channels > 1 ? rangeOf(channelOf(numbers, channel, channels)) : range;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const value = data[at(channel, x, y)];
        if (value === undefined) continue;
        const offset = 4 * ((top + y) * pixels.width + left + x);
        pixels.data.set(colourOf(value, own), offset);
      }
    }
  }
  return { pixels, shown, channels, width, height, range };
}

/** How a value's numbers lie: of a vector, all are one map, row by row. */
function layoutOf(shape: readonly number[]) {
  const [, height = 1, width = 1] = shape.length === 4 ? shape : [];
  const channels = shape.at(-1) ?? 1;
  if (height * width > 1) {
    const at = (channel: number, x: number, y: number) => (y * width + x) * channels + channel;
    return { width, height, channels, at };
  }
  const side = Math.ceil(Math.sqrt(channels));
  const at = (_: number, x: number, y: number) => y * side + x;
  return { width: side, height: Math.ceil(channels / side), channels: 1, at };
}

function channelOf(numbers: Tensor['data'], channel: number, channels: number): Tensor['data'] {
  const length = numbers.length / channels;
  return Float32Array.from({ length }, (_, pixel) => numbers[pixel * channels + channel] ?? 0);
}

function rangeOf(data: Tensor['data']): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

function colourOf(value: number, [low, high]: readonly [number, number]): number[] {
  const share = high > low ? (value - low) / (high - low) : 0;
  const position = Math.min(Math.max(share, 0), 1) * (COLOURS.length - 1);
  const index = Math.min(Math.floor(position), COLOURS.length - 2);
  const [from, to] = [COLOURS[index] ?? COLOURS[0], COLOURS[index + 1] ?? COLOURS[0]];
  const mix = position - index;
  return [0, 1, 2].map((k) => (from[k] ?? 0) * (1 - mix) + (to[k] ?? 0) * mix).concat(255);
}
