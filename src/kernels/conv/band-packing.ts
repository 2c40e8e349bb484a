// Weights of grouped convolutions, packed in bands: for each word of y the words of x that its groups' channels lie in.
import type { Tensor } from '../../tensor/tensor';
import { channelAt, spanWords } from '../channel-span';
import type { Span } from '../kernel';
import { type Packing, packingOf } from '../packing';

/** Groups of a convolution, and channels of x and of y in each. */
export interface GroupSize {
  readonly groups: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** Words of x that every word of y reads: as many as the one with the most needs. */
export function bandWords(x: Span, y: Span, size: GroupSize): number {
  return Array.from({ length: spanWords(y) }, (_, row) => {
    const { first, last } = wordsRead(x, y, size, row);
    return last - first + 1;
  }).reduce((most, words) => Math.max(most, words), 1);
}

/** Weights in bands. */
export function bandWeights(weights: Tensor, x: Span, y: Span, size: GroupSize): Packing {
  const [, , kH = 0, kW = 0] = weights.shape;
  const length = spanWords(y) * kH * kW * bandWords(x, y, size) * 16;
  const layout = [size, x.first % 4, spanWords(x), y.first % 4, spanWords(y)];
  return packingOf(weights, layout, length, () => bandWeightSteps(weights, x, y, size));
}

/**
 * Weights [k, channels of a group, kh, kw] → [y words, kh, kw, band] of 4×4 matrices, column = input lane, row = output
 * lane. A lane meets zeros where a word holds another group's channels. Bands start as `band_start` in
 * shaders/conv2d-grouped.wgsl says.
 */
export function* bandWeightSteps(
  weights: Tensor,
  x: Span,
  y: Span,
  size: GroupSize,
): Generator<void, Float32Array<ArrayBuffer>> {
  const [k = 0, c = 0, kH = 0, kW = 0] = weights.shape;
  const taps = kH * kW;
  const band = bandWords(x, y, size);
  const packed = new Float32Array(spanWords(y) * taps * band * 16);
  const { data } = weights;
  for (let at = 0; at < 4 * spanWords(y); at++) {
    yield;
    const row = Math.floor(at / 4);
    const out = channelAt(y, row, at % 4);
    if (out < 0 || out >= k) continue;
    const start = Math.min(wordsRead(x, y, size, row).first, spanWords(x) - band);
    const firstLane = (x.first % 4) + Math.floor(out / size.outputs) * size.inputs - 4 * start;
    for (let q = 0; q < c; q++) {
      const [word, lane] = [Math.floor((firstLane + q) / 4), (firstLane + q) % 4];
      for (let tap = 0; tap < taps; tap++) {
        packed[((row * taps + tap) * band + word) * 16 + lane * 4 + (at % 4)] =
          data[(out * c + q) * taps + tap] ?? 0;
      }
    }
  }
  return packed;
}

/** The first and last word of x's span that a word of y needs. */
function wordsRead(
  x: Span,
  y: Span,
  { groups, inputs, outputs }: GroupSize,
  row: number,
): { first: number; last: number } {
  const firstGroup = Math.floor(Math.max(channelAt(y, row, 0), 0) / outputs);
  const lastGroup = Math.floor(Math.min(channelAt(y, row, 3), groups * outputs - 1) / outputs);
  const wordOf = (channel: number) => Math.floor(((x.first % 4) + channel) / 4);
  return { first: wordOf(firstGroup * inputs), last: wordOf((lastGroup + 1) * inputs - 1) };
}
