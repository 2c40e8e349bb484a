// Rounding to half precision, held against all of its numbers.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LARGEST_FLOAT16, nearestFloat16 } from './float16';

/** What 16 bits stand for, by the definition of the format. */
function fromBits(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const magnitude =
    exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return bits >> 15 === 0 ? magnitude : -magnitude;
}

/** Every finite number that is not negative, ascending. */
const ALL = Array.from({ length: 31 * 1024 }, (_, bits) => fromBits(bits));

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('nearestFloat16', () => {
  it('leaves every number of half precision as it is', () => {
    expect(ALL.at(-1)).toBe(LARGEST_FLOAT16);
    expect(ALL.filter((x) => nearestFloat16(x) !== x)).toEqual([]);
    expect(ALL.filter((x) => nearestFloat16(-x) !== -x)).toEqual([]);
  });

  it('rounds halves between neighbours to the even one, and what is beside them to the nearest', () => {
    const wrong = ALL.slice(0, -1).filter((below, bits) => {
      const above = ALL[bits + 1] ?? Number.NaN;
      const middle = (below + above) / 2;
      const beside = (above - below) / 1000;
      return (
        nearestFloat16(middle) !== (bits % 2 === 0 ? below : above) ||
        nearestFloat16(middle - beside) !== below ||
        nearestFloat16(middle + beside) !== above
      );
    });
    expect(wrong).toEqual([]);
  });

  it('keeps the order, gives no −0, and goes no further than the largest number', () => {
    expect(nearestFloat16(-1e-9)).toBe(0);
    expect(nearestFloat16(1e30)).toBe(LARGEST_FLOAT16);
    expect(nearestFloat16(-70000)).toBe(-LARGEST_FLOAT16);
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(nearestFloat16(low)).toBeLessThanOrEqual(nearestFloat16(high));
      }),
    );
  });
});
