// Numbers → half precision (IEEE 754 binary16), exactly or rounded; and whole arrays both ways.
import { atOnce } from '../util/at-once';
import type { Elements } from './elements';
import { fromHalf } from './from-half';

/** The bits of a number that has them exactly; null for one that would be rounded. */
export function toHalf(number: number): number | null {
  const bits = nearestHalfBits(number);
  return fromHalf(bits) === number ? bits : null; // NaN is none
}

/** The largest finite number of half precision. */
export const LARGEST_HALF = 65504;

/** The number of half precision nearest to a finite one, ties to the even one; the largest finite one where there is none as large. */
export function nearestHalf(number: number): number {
  const within = Math.min(Math.max(number, -LARGEST_HALF), LARGEST_HALF);
  // Without + 0, what rounds to nothing from below would be −0.
  return fromHalf(nearestHalfBits(within)) + 0;
}

/** Views of one 32-bit float as its bits. */
const FLOAT = new Float32Array(1);
const BITS = new Uint32Array(FLOAT.buffer);

/** The bits of the nearest number of half precision, ties to the even one; infinite where there is none as large. */
export function nearestHalfBits(number: number): number {
  FLOAT[0] = number;
  let bits = BITS[0] ?? 0;
  // Of two floats around a number the odd one: rounded again, it comes out as the number itself would.
  if (FLOAT[0] !== number && bits % 2 === 0) {
    bits += Math.abs(FLOAT[0]) < Math.abs(number) ? 1 : -1;
    BITS[0] = bits;
  }
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Below 2^-14. One half has the last place that subnormal halves have, so adding to it rounds to them.
    FLOAT[0] = Math.abs(FLOAT[0] ?? 0) + 0.5;
    return sign | ((BITS[0] ?? 0) - 0x3f000000);
  }
  return sign | ((magnitude + 0xfff + ((magnitude >>> 13) & 1) - 0x38000000) >>> 13);
}

/** Numbers that are rounded between two turns of the page. */
const ROUNDED_AT_ONCE = 2 ** 16;

/** Numbers as the bits of halves, each the nearest. */
export function halvesOf(numbers: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  return atOnce(halfSteps(numbers));
}

function* halfSteps(numbers: ArrayLike<number>): Generator<void, Uint16Array<ArrayBuffer>> {
  const halves = new Uint16Array(numbers.length);
  for (let i = 0; i < halves.length; i++) {
    if (i % ROUNDED_AT_ONCE === 0) yield;
    halves[i] = nearestHalfBits(numbers[i] as number);
  }
  return halves;
}

/** The numbers that halves stand for. */
export function numbersOf(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const numbers = new Float32Array(halves.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = fromHalf(halves[i] as number);
  return numbers;
}

/** What was packed once, by the floats: constants that are one array stay one. */
const packed = new WeakMap<Float32Array, Uint16Array<ArrayBuffer>>();

/** 16-bit floats. */
export const HALVES: Elements = {
  precision: 'f16',
  byteLength: 2,
  pack: function* (numbers) {
    const halves = packed.get(numbers) ?? (yield* halfSteps(numbers));
    packed.set(numbers, halves);
    return halves;
  },
};
