// Half-precision numbers: both ways, and which numbers there are none for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHalf } from './from-half';
import { halvesOf, LARGEST_HALF, nearestHalf, nearestHalfBits, numbersOf, toHalf } from './half';

describe('half-precision numbers', () => {
  it('come back for all 65,536 bit patterns that are numbers', () => {
    const wrong = Array.from({ length: 65_536 }, (_, bits) => bits).filter((bits) => {
      const number = fromHalf(bits);
      return !Number.isNaN(number) && toHalf(number) !== bits;
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    [0x3c00, 1],
    [0xc000, -2],
    [0x3555, 0.333251953125],
    [0x7bff, 65_504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x7c00, Number.POSITIVE_INFINITY],
  ])('%i stands for %d', (bits, number) => {
    expect(fromHalf(bits)).toBe(number);
    expect(toHalf(number)).toBe(bits);
  });

  it.each([0.1, 65_520, 1 + 2 ** -11, 2 ** -25, 1e-30, 1e30, Number.NaN, 1.9999999, 0.49999997])(
    '%d is none',
    (number) => {
      expect(toHalf(number)).toBeNull();
    },
  );

  it('keeps the sign of zero', () => {
    expect(toHalf(-0)).toBe(0x8000);
    expect(Object.is(fromHalf(0x8000), -0)).toBe(true);
  });
});

/** Every finite number that is not negative, ascending. */
const ALL = Array.from({ length: 31 * 1024 }, (_, bits) => fromHalf(bits));

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('nearestHalf', () => {
  it('leaves every number of half precision as it is', () => {
    expect(ALL.at(-1)).toBe(LARGEST_HALF);
    expect(ALL.filter((x) => nearestHalf(x) !== x)).toEqual([]);
    expect(ALL.filter((x) => nearestHalf(-x) !== -x)).toEqual([]);
  });

  it('rounds halves between neighbours to the even one, and what is beside them to the nearest', () => {
    const wrong = ALL.slice(0, -1).filter((below, bits) => {
      const above = ALL[bits + 1] ?? Number.NaN;
      const middle = (below + above) / 2;
      const beside = (above - below) / 1000;
      return (
        nearestHalf(middle) !== (bits % 2 === 0 ? below : above) ||
        nearestHalf(middle - beside) !== below ||
        nearestHalf(middle + beside) !== above
      );
    });
    expect(wrong).toEqual([]);
  });

  it('rounds once: what is off the middle by less than a float has is rounded to its own side', () => {
    const middle = 1 + 2 ** -11;
    expect(nearestHalf(middle)).toBe(1);
    expect(nearestHalf(middle + 2 ** -40)).toBe(1 + 2 ** -10);
    expect(nearestHalf(-middle - 2 ** -40)).toBe(-1 - 2 ** -10);
    const next = 1 + 3 * 2 ** -11;
    expect(nearestHalf(next)).toBe(1 + 2 ** -9);
    expect(nearestHalf(next - 2 ** -40)).toBe(1 + 2 ** -10);
  });

  it('keeps the order, gives no −0, and goes no further than the largest number', () => {
    expect(nearestHalf(-1e-9)).toBe(0);
    expect(nearestHalf(1e30)).toBe(LARGEST_HALF);
    expect(nearestHalf(-70000)).toBe(-LARGEST_HALF);
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(nearestHalf(low)).toBeLessThanOrEqual(nearestHalf(high));
      }),
    );
  });
});

describe('arrays of halves', () => {
  it('give back all 65,536 bit patterns', () => {
    const bits = Uint16Array.from({ length: 65_536 }, (_, each) => each);
    const numbers = numbersOf(bits);
    const wrong = halvesOf(numbers).filter((each, i) => each !== i && !Number.isNaN(numbers[i]));
    expect(wrong).toHaveLength(0);
    expect(numbersOf(Uint16Array.of(nearestHalfBits(Number.NaN)))[0]).toBeNaN();
  });

  it('round to the nearest, ties to even, as one number alone does', () => {
    const finite = fc.float({ min: -65_519, max: 65_519, noNaN: true });
    fc.assert(
      fc.property(finite, (number) => {
        expect(fromHalf(nearestHalfBits(number)) + 0).toBe(nearestHalf(number));
      }),
      { numRuns: 5000 },
    );
    for (const number of [1 + 2 ** -11, 1 + 3 * 2 ** -11, 2 ** -25, 3 * 2 ** -25, 2 ** -14])
      expect(fromHalf(nearestHalfBits(number))).toBe(nearestHalf(number));
  });

  it('become infinite where no half is as large', () => {
    expect([65_519, 65_520, -1e30].map((number) => fromHalf(nearestHalfBits(number)))).toEqual([
      65_504,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
  });
});
