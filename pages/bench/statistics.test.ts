import { expect, it } from 'vitest';
import { timingOf } from './statistics';

it('has the median, and quantiles between neighbours', () => {
  expect(timingOf([3, 1, 2])).toEqual({ median: 2, p10: 1.2, p90: 2.8 });
  expect(timingOf([5])).toEqual({ median: 5, p10: 5, p90: 5 });
});

it('refuses nothing at all', () => {
  expect(() => timingOf([])).toThrow(RangeError);
});
