// Half-precision numbers: both ways, and which numbers there are none for.
import { describe, expect, it } from 'vitest';
import { fromHalf, toHalf } from './half';

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
