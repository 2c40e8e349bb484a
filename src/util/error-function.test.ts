// The error function against tabulated values (Abramowitz & Stegun, table 7.1).
import { expect, it } from 'vitest';
import { errorFunction } from './error-function';

it.each([
  [0, 0],
  [0.1, 0.1124629160182849],
  [0.5, 0.5204998778130465],
  [1, 0.8427007929497149],
  [2, 0.9953222650189527],
  [3.5, 0.9999992569016276],
  [7, 1],
])('is right at ±%s', (x, y) => {
  expect(errorFunction(x)).toBeCloseTo(y, 14);
  expect(errorFunction(-x)).toBeCloseTo(-y, 14);
});

it('passes NaN and infinities on', () => {
  expect(errorFunction(Number.NaN)).toBeNaN();
  expect(errorFunction(Number.NEGATIVE_INFINITY)).toBe(-1);
});
