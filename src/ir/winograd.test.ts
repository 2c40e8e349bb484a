// The matrices of F(2×2, 3×3), by hand and against the sliding window.
import { expect, it } from 'vitest';
import { f32Tensor } from '../tensor/tensor';
import {
  INPUT_TRANSFORM,
  magnitudes,
  OUTPUT_TRANSFORM,
  tilesOf,
  transformSquare,
  transformWeights,
} from './winograd';

const FILTER = [2, -1, 4, 3, 8, -6, 1, 5, 7];
const PATCH = Array.from({ length: 16 }, (_, i) => ((i * 7) % 11) - 5);

it('gives the four sums of a 3×3 window that slides over a 4×4 patch', () => {
  const u = transformWeights(f32Tensor([1, 1, 3, 3], Float32Array.from(FILTER))).data;
  const products = transformSquare(INPUT_TRANSFORM, PATCH).map((v, i) => v * (u[i] ?? 0));
  const sums = [0, 1, 4, 5].map((corner) =>
    FILTER.reduce(
      (sum, g, i) => sum + g * (PATCH[corner + 4 * Math.floor(i / 3) + (i % 3)] ?? 0),
      0,
    ),
  );
  expect(transformSquare(OUTPUT_TRANSFORM, products)).toEqual(sums);
});

it('transforms every filter by itself', () => {
  const ones = new Float32Array(18).fill(1, 9);
  const { shape, data } = transformWeights(f32Tensor([2, 1, 3, 3], ones));
  expect(shape).toEqual([2, 1, 4, 4]);
  expect([...data.subarray(0, 16)]).toEqual(Array(16).fill(0));
  // G of a column of ones is 1, 3/2, 1/2, 1; the square of it.
  const column = [1, 1.5, 0.5, 1];
  expect([...data.subarray(16)]).toEqual(column.flatMap((a) => column.map((b) => a * b)));
});

it('counts a tile for every two rows and columns begun', () => {
  expect(tilesOf([1, 2])).toEqual([1, 1]);
  expect(tilesOf([13, 27])).toEqual([7, 14]);
});

it('has magnitudes that add what the transforms subtract', () => {
  expect(transformSquare(magnitudes(OUTPUT_TRANSFORM), Array(16).fill(1))).toEqual([9, 9, 9, 9]);
});
