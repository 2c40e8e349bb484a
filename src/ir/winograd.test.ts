// The matrices of F(2×2, 3×3) and F(4×4, 3×3), by hand and against the sliding window.
import { describe, expect, it } from 'vitest';
import { f32Tensor } from '../tensor/tensor';
import {
  elementsOf,
  magnitudes,
  patchSide,
  tilesOf,
  transformSquare,
  transformsOf,
  transformWeights,
  WINOGRAD_TILES,
} from './winograd';

// Multiples of 24², the denominators of G squared, so that all numbers are whole and float32 holds them.
const FILTER = [2, -1, 4, 3, 8, -6, 1, 5, 7].map((value) => 576 * value);

describe.each(WINOGRAD_TILES)('F(%i×%i, 3×3)', (tile) => {
  const { input, output } = transformsOf(tile);

  it('gives the sums of a 3×3 window that slides over a patch', () => {
    const side = patchSide(tile);
    const patch = Array.from({ length: elementsOf(tile) }, (_, i) => ((i * 7) % 11) - 5);
    const u = transformWeights(f32Tensor([1, 1, 3, 3], Float32Array.from(FILTER)), tile).data;
    const products = transformSquare(input, patch).map((v, i) => v * (u[i] ?? 0));
    const sums = Array.from({ length: tile ** 2 }, (_, at) => {
      const corner = side * Math.floor(at / tile) + (at % tile);
      return FILTER.reduce(
        (sum, g, i) => sum + g * (patch[corner + side * Math.floor(i / 3) + (i % 3)] ?? 0),
        0,
      );
    });
    expect(transformSquare(output, products)).toEqual(sums);
  });

  it('transforms every filter by itself', () => {
    const ones = new Float32Array(18).fill(1, 9);
    const { shape, data } = transformWeights(f32Tensor([2, 1, 3, 3], ones), tile);
    expect(shape).toEqual([2, 1, patchSide(tile), patchSide(tile)]);
    const elements = elementsOf(tile);
    expect([...data.subarray(0, elements)]).toEqual(Array(elements).fill(0));
    // G of a column of ones; the square of it.
    const column = tile === 2 ? [1, 1.5, 0.5, 1] : [1 / 4, -1 / 2, -1 / 6, 7 / 24, 1 / 8, 1];
    for (const [i, want] of column.flatMap((a) => column.map((b) => a * b)).entries()) {
      expect(data[elements + i]).toBeCloseTo(want, 7);
    }
  });
});

it('counts a tile for all rows and columns begun', () => {
  expect(tilesOf([1, 2], 2)).toEqual([1, 1]);
  expect(tilesOf([13, 27], 2)).toEqual([7, 14]);
  expect(tilesOf([13, 28], 4)).toEqual([4, 7]);
});

it('has magnitudes that add what the transforms subtract', () => {
  const ones = (length: number) => Array(length).fill(1);
  const output = (tile: 2 | 4) => magnitudes(transformsOf(tile).output);
  expect(transformSquare(output(2), ones(16))).toEqual([9, 9, 9, 9]);
  expect(transformSquare(output(4), ones(36)).slice(0, 4)).toEqual([25, 30, 50, 95]);
});

it.each([
  { tile: 2, places: [8 / 3, 8 / 3] },
  { tile: 4, places: [16 / 3, 17 / 3, 8, 16] },
] as const)('adds up the magnitudes that lowerWinograd states: tiles of $tile', (each) => {
  const { tile, places } = each;
  const { input, weights, denominator, output } = transformsOf(tile);
  const sums = (matrix: readonly (readonly number[])[]) =>
    magnitudes(matrix).map((row) => row.reduce((sum, value) => sum + value, 0));
  const [v, u] = [sums(input), sums(weights)];
  // Of a row of three products, each of magnitude one.
  const along = magnitudes(output).map(
    (row) => row.reduce((sum, a, i) => sum + a * (u[i] ?? 0) * (v[i] ?? 0), 0) / (3 * denominator),
  );
  for (const [i, place] of places.entries()) expect(along[i]).toBeCloseTo(place, 12);
});

it('has no rest of weights that cancel', () => {
  // With 1/6 and 1/24 for numbers these sums would be 2⁻⁵⁵ in double precision.
  const weights = Float32Array.from([3, 5, -8, 7, -9, 2, -1, 3, -2]);
  const { data } = transformWeights(f32Tensor([1, 1, 3, 3], weights), 4);
  expect([data[7], data[13]]).toEqual([0, 0]);
});
