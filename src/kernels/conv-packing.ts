// Packs convolution weights and biases into the words of the spans that a kernel reads and writes.
import type { Tensor } from '../tensor/tensor';
import { roundUp } from '../util/math';
import { channelAt, spanWords } from './channel-span';
import type { Span } from './kernel';

/**
 * OIHW weights → [y words, kh, kw, x words] of 4×4 matrices, column = input lane, row = output lane.
 * Lanes outside the layer's channels are zero; rows are padded with zeros to a multiple of `rowStep`, so that
 * whole tiles can be read.
 */
export function packConvWeights(
  weights: Tensor,
  x: Span,
  y: Span,
  rowStep: number,
): Float32Array<ArrayBuffer> {
  const [k = 0, c = 0, kH = 0, kW = 0] = weights.shape;
  const taps = kH * kW;
  const xWords = spanWords(x);
  const packed = new Float32Array(roundUp(spanWords(y), rowStep) * taps * xWords * 16);
  for (let row = 0; row < spanWords(y); row++) {
    for (let outLane = 0; outLane < 4; outLane++) {
      const out = channelAt(y, row, outLane);
      if (out < 0 || out >= k) continue;
      for (let word = 0; word < xWords; word++) {
        for (let inLane = 0; inLane < 4; inLane++) {
          const input = channelAt(x, word, inLane);
          if (input < 0 || input >= c) continue;
          for (let tap = 0; tap < taps; tap++) {
            packed[(((row * taps + tap) * xWords + word) * 4 + inLane) * 4 + outLane] =
              weights.data[(out * c + input) * taps + tap] ?? 0;
          }
        }
      }
    }
  }
  return packed;
}

/** Biases → [y words], zero where there is none; padded like the weights' rows. */
export function packBias(
  bias: Tensor | undefined,
  y: Span,
  rowStep: number,
): Float32Array<ArrayBuffer> {
  return packVector(bias, y, roundUp(spanWords(y), rowStep), 0);
}

/**
 * Scales, then shifts → [2, words] in the words of a span. A scale that is absent is one, a shift zero; both are zero in
 * lanes outside the span.
 */
export function packScaleShift(
  scale: Tensor | undefined,
  shift: Tensor | undefined,
  span: Span,
): Float32Array<ArrayBuffer> {
  const words = spanWords(span);
  const packed = new Float32Array(8 * words);
  packed.set(packVector(scale, span, words, 1));
  packed.set(packVector(shift, span, words, 0), 4 * words);
  return packed;
}

/** One number a channel, `absent` where there is no vector; zero in lanes outside the span. */
function packVector(
  vector: Tensor | undefined,
  span: Span,
  words: number,
  absent: number,
): Float32Array<ArrayBuffer> {
  const packed = new Float32Array(words * 4);
  for (let at = 0; at < spanWords(span) * 4; at++) {
    const channel = channelAt(span, Math.floor(at / 4), at % 4);
    const isInside = channel >= 0 && channel < span.end - span.first;
    if (isInside) packed[at] = vector ? (vector.data[channel] ?? 0) : absent;
  }
  return packed;
}
