// Exponents of exact power laws come out exactly, up to rounding.
import { describe, expect, it } from 'vitest';
import { fitExponent } from './power-law';

const ALPHAS = [0.25, 0.5, 0.75, 1];

describe('fitExponent', () => {
  it.each([2, 1, 1.5, 0, -1])('finds %s in c·x^p, whatever c', (exponent) => {
    for (const c of [1e-3, 1, 700]) {
      const points = ALPHAS.map((x) => ({ x, y: c * x ** exponent }));
      expect(fitExponent(points)).toBeCloseTo(exponent, 12);
    }
  });

  it('is the slope between two points', () => {
    expect(
      fitExponent([
        { x: 128, y: 3 },
        { x: 256, y: 24 },
      ]),
    ).toBeCloseTo(3, 12);
  });

  it('takes least squares of logarithms: errors of equal factors count alike', () => {
    // log2: x = 0, 1, 2 and y = 0, 1 + 3, 2 → slope (−1·−2 + 0 + 1·0) / 2 = 1.
    const points = [
      { x: 1, y: 1 },
      { x: 2, y: 16 },
      { x: 4, y: 4 },
    ];
    expect(fitExponent(points)).toBeCloseTo(1, 12);
  });

  it('says nothing of fewer than two different x', () => {
    expect(fitExponent([])).toBeNull();
    expect(fitExponent([{ x: 1, y: 2 }])).toBeNull();
    expect(
      fitExponent([
        { x: 1, y: 2 },
        { x: 1, y: 3 },
      ]),
    ).toBeNull();
  });
});
