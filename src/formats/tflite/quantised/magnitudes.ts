// How far weights are from their zero point, added up: four bytes at a time, since files of megabytes are looked through while they
// are read.
import { product } from '../../../util/math';
import type { TfliteTensor } from '../tflite-tensor';

/** The sum of the magnitudes of each channel's weights, in steps. `axis` is that of the channels. */
export function magnitudes(
  { data, type, shape, quantization }: TfliteTensor,
  axis: number,
): Float64Array {
  const channels = shape[axis] ?? 1;
  const inner = product(shape.slice(axis + 1));
  const sums = new Float64Array(channels);
  const { zeroPoints = [] } = quantization ?? {};
  const bytes = data ?? new Uint8Array();
  // Both types as bytes: with its first bit turned, a code of INT8 is 128 more than it says.
  const offset = type === 'INT8' ? 128 : 0;
  const isOfWords = inner % 4 === 0 && bytes.byteOffset % 4 === 0;
  const words = isOfWords ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4) : null;
  for (let start = 0, c = 0; start < bytes.length; start += inner, c = (c + 1) % channels) {
    const end = start + inner;
    const zero = (zeroPoints[c % zeroPoints.length] ?? 0) + offset;
    const isByte = zero >= 0 && zero <= 0xff;
    const sum =
      words && isByte
        ? sumOfWords(words.subarray(start / 4, end / 4), offset, zero)
        : sumOfBytes(bytes.subarray(start, end), offset, zero);
    sums[c] = (sums[c] ?? 0) + sum;
  }
  return sums;
}

function sumOfBytes(bytes: Uint8Array, offset: number, zero: number): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i++) sum += Math.abs(((bytes[i] as number) ^ offset) - zero);
  return sum;
}

/** A one in both 16-bit lanes of a word, and a byte in both. */
const ONES = 0x00010001;
const BYTES = 0x00ff00ff;
/** A word adds up to 512 to each lane. */
const MOST_WORDS = 127;

function sumOfWords(words: Int32Array, offset: number, zero: number): number {
  const turned = offset * 0x01010101;
  const zeros = zero * ONES;
  let sum = 0;
  for (let at = 0; at < words.length; ) {
    const end = Math.min(at + MOST_WORDS, words.length);
    let lanes = 0;
    for (; at < end; at++) {
      const word = (words[at] as number) ^ turned;
      const even = distances(word & BYTES, zeros);
      const odd = distances((word >>> 8) & BYTES, zeros);
      lanes = (lanes + even + odd) | 0;
    }
    sum += (lanes & 0xffff) + (lanes >>> 16);
  }
  return sum;
}

/** How far the byte in each lane is from the zero point. */
function distances(bytes: number, zeros: number): number {
  // 256 more, which is left where the difference is not negative: no lane borrows of its neighbour.
  const difference = ((bytes | (ONES << 8)) - zeros) | 0;
  const isNegative = ~(difference >>> 8) & ONES;
  return ((difference & BYTES) ^ (isNegative * 0xff)) + isNegative;
}
