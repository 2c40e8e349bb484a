// What messages and summaries say about shapes.
import { expect, it } from 'vitest';
import { elementCount, positionOf, sameBesidesBatch } from './shapes';

it('finds the place of a flat index, last axis fastest', () => {
  expect(positionOf(0, [2, 3, 4])).toEqual([0, 0, 0]);
  expect(positionOf(23, [2, 3, 4])).toEqual([1, 2, 3]);
  expect(positionOf(1794, [2, 1000])).toEqual([1, 794]);
});

it('leaves the batch out of comparisons, but not the number of axes', () => {
  expect(sameBesidesBatch([8, 3], [1, 3])).toBe(true);
  expect(sameBesidesBatch([1, 4], [1, 3])).toBe(false);
  expect(sameBesidesBatch([1, 3, 1], [1, 3])).toBe(false);
});

it('counts one element in a scalar', () => {
  expect(elementCount([])).toBe(1);
  expect(elementCount([2, 0])).toBe(0);
});
