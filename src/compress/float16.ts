// Numbers that a file can hold in two bytes: IEEE 754 half precision, 5 bits of exponent and 10 of fraction.
import { roundHalfEven } from '../util/math';

/** The largest finite number of half precision. */
export const LARGEST_FLOAT16 = 65504;

/** Below 2^-14 numbers are subnormal: their steps no longer become smaller. */
const LEAST_EXPONENT = -14;
const FRACTION_BITS = 10;

/** The number of half precision nearest to a finite one, ties to the even one; the largest finite one where there is none as large. */
export function nearestFloat16(x: number): number {
  if (x === 0) return 0;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), LEAST_EXPONENT);
  const step = 2 ** (exponent - FRACTION_BITS);
  const rounded = roundHalfEven(x / step) * step;
  // Without + 0, what rounds to nothing from below would be −0.
  return Math.min(Math.max(rounded, -LARGEST_FLOAT16), LARGEST_FLOAT16) + 0;
}
