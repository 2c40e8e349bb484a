// The matrices of F(m×m, r×r), by hand and against the sliding window, and windows taken apart into phases.
import { describe, expect, it } from 'vitest';
import { f32Tensor } from '../../tensor/tensor';
import { WINOGRAD_FORMS } from '../ops.fixtures';
import { evenPads, NO_PADS } from '../window';
import {
  elementsOf,
  filterTransform,
  isWinogradForm,
  magnitudes,
  patchSide,
  phasesOf,
  phaseWeights,
  tilesOf,
  transformSquare,
  transformsOf,
  type WinogradForm,
  windowsOf,
} from './winograd';

const [SMALL, LARGE] = [
  { tile: 2, kernel: 3, stride: 1 },
  { tile: 4, kernel: 3, stride: 1 },
] as const;

/** Multiples of 24², the denominators of G squared, so that all numbers are whole and float32 holds them. */
function filterOf({ kernel }: WinogradForm): number[] {
  return Array.from({ length: kernel ** 2 }, (_, i) => 576 * (((i * 5) % 13) - 6));
}

describe.each(WINOGRAD_FORMS)(
  'tiles of $tile under $kernel×$kernel with stride $stride',
  (form) => {
    const { input, output } = transformsOf(form);
    const { tile, kernel, stride } = form;

    it('give the sums of a window that slides over x', () => {
      const side = stride * patchSide(form);
      const x = Array.from({ length: side ** 2 }, (_, i) => ((i * 7) % 11) - 5);
      const filter = filterOf(form);
      const weights = f32Tensor([1, 1, kernel, kernel], Float32Array.from(filter));
      const u = filterTransform(weights, form)(0);
      const elements = elementsOf(form);
      const products = new Array<number>(elements).fill(0);
      for (let phase = 0; phase < phasesOf(form); phase++) {
        const [top, left] = [Math.floor(phase / stride), phase % stride];
        const patch = Array.from({ length: elements }, (_, at) => {
          const row = stride * Math.floor(at / patchSide(form)) + top;
          return x[row * side + stride * (at % patchSide(form)) + left] ?? 0;
        });
        for (const [i, v] of transformSquare(input, patch).entries()) {
          products[i] = (products[i] ?? 0) + v * (u[phase * elements + i] ?? 0);
        }
      }
      const sums = Array.from({ length: tile ** 2 }, (_, at) => {
        const corner = stride * (side * Math.floor(at / tile) + (at % tile));
        return filter.reduce(
          (sum, g, i) => sum + g * (x[corner + side * Math.floor(i / kernel) + (i % kernel)] ?? 0),
          0,
        );
      });
      expect(transformSquare(output, products)).toEqual(sums);
    });

    it('is a form, which it is not with other tiles', () => {
      const tiles = ([2, 3, 4] as const).filter((other) =>
        isWinogradForm({ ...form, tile: other }),
      );
      expect(tiles).toEqual(kernel === 3 ? [2, 4] : [tile]);
    });
  },
);

it('transforms every filter by itself', () => {
  const ones = new Float32Array(18).fill(1, 9);
  for (const [form, column] of [
    [SMALL, [1, 1.5, 0.5, 1]],
    [LARGE, [1 / 4, -1 / 2, -1 / 6, 7 / 24, 1 / 8, 1]],
  ] as const) {
    const transform = filterTransform(f32Tensor([2, 1, 3, 3], ones), form);
    expect([...transform(0)]).toEqual(Array(elementsOf(form)).fill(0));
    const second = transform(1);
    // G of a column of ones; the square of it.
    for (const [i, want] of column.flatMap((a) => column.map((b) => a * b)).entries()) {
      expect(second[i]).toBeCloseTo(want, 7);
    }
  }
});

it('takes windows with strides apart into phases, all channels of one before the next', () => {
  // Two filters of two channels; tap (i, j) of channel c is 100 i + 10 j + c, and more for the second filter.
  const data = Float32Array.from({ length: 2 * 2 * 25 }, (_, at) => {
    const [filter, tap] = [Math.floor(at / 25), at % 25];
    return (
      1000 * Math.floor(filter / 2) + 100 * Math.floor(tap / 5) + 10 * (tap % 5) + (filter % 2)
    );
  });
  const { shape, data: phases } = phaseWeights(f32Tensor([2, 2, 5, 5], data), {
    tile: 4,
    kernel: 5,
    stride: 2,
  });
  expect(shape).toEqual([2, 8, 3, 3]);
  const window = (filter: number) => [...phases.subarray(9 * filter, 9 * filter + 9)];
  expect(window(0)).toEqual([0, 20, 40, 200, 220, 240, 400, 420, 440]);
  expect(window(1)).toEqual([1, 21, 41, 201, 221, 241, 401, 421, 441]);
  // Odd columns of even rows: the fifth column has no right neighbour.
  expect(window(2)).toEqual([10, 30, 0, 210, 230, 0, 410, 430, 0]);
  expect(window(8 + 7)).toEqual([1111, 1131, 0, 1311, 1331, 0, 0, 0, 0]);
});

it.each<WinogradForm>([
  { tile: 3, kernel: 3, stride: 1 },
  { tile: 2, kernel: 3, stride: 2 },
  { tile: 3, kernel: 3, stride: 2 },
  { tile: 4, kernel: 1, stride: 1 },
  { tile: 3, kernel: 2, stride: 1 },
  { tile: 2, kernel: 11, stride: 4 },
])('has no kernels for %j', (form) => {
  expect(isWinogradForm(form)).toBe(false);
});

it('has no transforms for patches of other sides', () => {
  const none = { tile: 3, kernel: 3, stride: 1 } as const;
  expect(() => transformsOf(none)).toThrow(RangeError);
  expect(() => transformsOf(none)).toThrow(/tiles of 3×3 under 3×3 windows with stride 1/);
});

it('counts a tile for all rows and columns begun', () => {
  expect(tilesOf([1, 2], 2)).toEqual([1, 1]);
  expect(tilesOf([13, 27], 2)).toEqual([7, 14]);
  expect(tilesOf([13, 28], 4)).toEqual([4, 7]);
});

it('counts the windows that fit', () => {
  expect(windowsOf([227, 224], NO_PADS, { kernel: 7, stride: 2 })).toEqual([111, 109]);
  expect(windowsOf([5, 8], evenPads(1), SMALL)).toEqual([5, 8]);
  expect(windowsOf([2, 3], NO_PADS, SMALL)).toEqual([0, 1]);
});

it('has magnitudes that add what the transforms subtract', () => {
  const ones = (length: number) => Array(length).fill(1);
  const output = (form: WinogradForm) => magnitudes(transformsOf(form).output);
  expect(transformSquare(output(SMALL), ones(16))).toEqual([9, 9, 9, 9]);
  expect(transformSquare(output(LARGE), ones(36)).slice(0, 4)).toEqual([25, 30, 50, 95]);
});

it.each([
  { ...SMALL, places: [8 / 3, 8 / 3] },
  { ...LARGE, places: [16 / 3, 17 / 3, 8, 16] },
  { tile: 3, kernel: 7, stride: 2, places: [35 / 6, 85 / 12, 40 / 3] },
  { tile: 2, kernel: 5, stride: 1, places: [104 / 15, 173 / 15] },
] as const)('adds up the magnitudes that rewrites/winograd.ts states: $tile, $kernel', (each) => {
  const { places, ...form } = each;
  const { input, weights, denominator, output } = transformsOf(form);
  const sums = (matrix: readonly (readonly number[])[]) =>
    magnitudes(matrix).map((row) => row.reduce((sum, value) => sum + value, 0));
  const [v, u] = [sums(input), sums(weights)];
  const taps = weights[0]?.length ?? 0;
  // Of a row of as many products as a phase has taps, each of magnitude one.
  const along = magnitudes(output).map(
    (row) => row.reduce((sum, a, i) => sum + a * (u[i] ?? 0) * (v[i] ?? 0), 0) / taps / denominator,
  );
  expect(along).toHaveLength(places.length);
  for (const [i, place] of places.entries()) expect(along[i]).toBeCloseTo(place, 12);
});

it('has no rest of weights that cancel', () => {
  // With 1/6 and 1/24 for numbers these sums would be 2⁻⁵⁵ in double precision.
  const weights = Float32Array.from([3, 5, -8, 7, -9, 2, -1, 3, -2]);
  const data = filterTransform(f32Tensor([1, 1, 3, 3], weights), LARGE)(0);
  expect([data[7], data[13]]).toEqual([0, 0]);
});
