// Packs convolution weights and biases into the words of the spans that a kernel reads and writes.
import type { Shape, Tensor } from '../../tensor/tensor';
import { product, roundUp } from '../../util/math';
import { channelAt, spanWords } from '../channel-span';
import type { Span, WeightLayout } from '../kernel';
import { type Packing, packingOf } from '../packing';

/**
 * OIHW weights → [y words, kh, kw, x words] of 4×4 matrices, column = input lane, row = output lane.
 * Lanes outside the layer's channels are zero; rows are padded with zeros to a multiple of `rowStep`, so that
 * whole tiles can be read.
 */
export function weightLayout(shape: Shape, x: Span, y: Span, rowStep: number): WeightLayout {
  const [, inputs = 0, kH = 0, kW = 0] = shape;
  const xWords = spanWords(x);
  return {
    taps: kH * kW,
    inputs,
    lanes: [x.first % 4, y.first % 4],
    xWords,
    length: roundUp(spanWords(y), rowStep) * kH * kW * xWords * 16,
  };
}

/** OIHW weights in a layout. */
export function convWeights(weights: Tensor, layout: WeightLayout): Packing {
  return packingOf(weights, layout, layout.length, () => convWeightSteps(weights, layout));
}

/** Lays out OIHW weights in memory. */
export function convWeightSteps(
  { shape: [filters = 0, ...filter], data }: Tensor,
  layout: WeightLayout,
): Generator<void, Float32Array<ArrayBuffer>> {
  const size = product(filter);
  return filterSteps(filters, (out) => data.subarray(out * size, (out + 1) * size), layout);
}

/** Lays out filters, IHW each, that are asked for one by one. */
export function* filterSteps(
  filters: number,
  filterOf: (out: number) => ArrayLike<number>,
  { taps, inputs, lanes, xWords, length }: WeightLayout,
): Generator<void, Float32Array<ArrayBuffer>> {
  const packed = new Float32Array(length);
  for (let out = 0; out < filters; out++) {
    yield;
    const filter = filterOf(out);
    let from = 0;
    const outLane = out + lanes[1];
    const row = (outLane >> 2) * taps * xWords * 16 + (outLane & 3);
    for (let input = 0; input < inputs; input++) {
      const column = row + (input + lanes[0]) * 4; // a word's four lanes are the columns of one matrix
      for (let tap = 0; tap < taps; tap++) {
        packed[column + tap * xWords * 16] = filter[from++] as number;
      }
    }
  }
  return packed;
}

/** Biases → [y words], zero where there is none; padded like the weights' rows. */
export function packBias(bias: Tensor | undefined, y: Span, rowStep: number): Packing {
  const words = roundUp(spanWords(y), rowStep);
  const length = 4 * words;
  const pack = () => packVector(bias, y, words, 0);
  return bias ? packingOf(bias, [y.first, y.end, words], length, pack) : { length, pack };
}

/**
 * Scales, then shifts → [2, words] in the words of a span. A scale that is absent is one, a shift zero; both are zero in
 * lanes outside the span.
 */
export function packScaleShift(
  scale: Tensor | undefined,
  shift: Tensor | undefined,
  span: Span,
): Packing {
  const words = spanWords(span);
  const pack = () => {
    const packed = new Float32Array(8 * words);
    packed.set(packVector(scale, span, words, 1));
    packed.set(packVector(shift, span, words, 0), 4 * words);
    return packed;
  };
  return { length: 8 * words, pack };
}

/** One number a channel, `absent` where there is no vector; zero in lanes outside the span. */
export function packVector(
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
