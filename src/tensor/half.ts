// Half-precision numbers (IEEE 754 binary16): one bit of sign, five of exponent, ten of fraction.
import { roundHalfEven } from '../util/math';

/** The number that 16 bits stand for. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The bits of a number that has them exactly; null for one that would be rounded. */
export function toHalf(number: number): number | null {
  const sign = number < 0 || Object.is(number, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(number);
  if (magnitude === Number.POSITIVE_INFINITY) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude)));
  const steps = magnitude * 2 ** (10 - exponent); // of the last place of the fraction; 1024 to 2047 where normal
  if (!Number.isInteger(steps) || steps >= 2048 || exponent > 15) return null;
  return sign | (steps < 1024 ? steps : ((exponent + 15) << 10) | (steps - 1024));
}

/** The largest finite number of half precision. */
export const LARGEST_HALF = 65504;

/** Below 2^-14 numbers are subnormal: their steps no longer become smaller. */
const LEAST_EXPONENT = -14;
const FRACTION_BITS = 10;

/** The number of half precision nearest to a finite one, ties to the even one; the largest finite one where there is none as large. */
export function nearestHalf(x: number): number {
  if (x === 0) return 0;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), LEAST_EXPONENT);
  const step = 2 ** (exponent - FRACTION_BITS);
  const rounded = roundHalfEven(x / step) * step;
  // Without + 0, what rounds to nothing from below would be −0.
  return Math.min(Math.max(rounded, -LARGEST_HALF), LARGEST_HALF) + 0;
}
