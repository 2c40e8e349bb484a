// Products of matrices by hand.
import { expect, it } from 'vitest';
import { computing, counting, numbersOf, tensorOf } from '../compute.fixtures';

const matmul = computing('matmul');

it('sums products of a row and a column', () => {
  const [a, b] = [counting([2, 3]), tensorOf([3, 2], [1, 0, 0, 1, 10, -1])];
  expect(matmul([a, b], {}, [[2, 2]])).toEqual([tensorOf([2, 2], [31, -1, 64, -1])]);
});

it('keeps the matrices of all axes before apart', () => {
  const a = tensorOf([2, 1, 1, 2], [1, 2, 3, 4]);
  const b = tensorOf([2, 1, 2, 3], [1, 2, 3, 10, 20, 30, 1, 0, -1, 100, 200, 300]);
  expect(numbersOf(matmul([a, b], {}, [[2, 1, 1, 3]]))).toEqual([21, 42, 63, 403, 800, 1197]);
});

it('does not lose small numbers beside a large one', () => {
  // In float32, 2^24 + 1 is 2^24 again; the sum here is in doubles.
  const a = tensorOf([1, 4], [2 ** 24, 1, 1, 2]);
  const b = tensorOf([4, 1], [0.25, 0.25, 0.25, 0.25]);
  expect(numbersOf(matmul([a, b], {}, [[1, 1]]))).toEqual([2 ** 22 + 1]);
});
