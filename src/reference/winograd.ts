// Winograd convolution F(2×2, 3×3) on the CPU: its three ops, each summed in double precision. They are not the reference
// of conv2d, which is straight from its own formula, but of the kernels that compute these steps.
import type { AnyNode } from '../ir/graph';
import { activate, type WinogradInputAttributes, type WinogradOutputAttributes } from '../ir/ops';
import {
  ELEMENTS,
  INPUT_TRANSFORM,
  type Matrix,
  magnitudes,
  OUTPUT_TRANSFORM,
  TILE_SIDE,
  tilesOf,
  transformSquare,
  WEIGHT_TRANSFORM,
} from '../ir/winograd';
import { f32Tensor, type Shape, type Tensor, zeros } from '../tensor/tensor';
import { product } from '../util/math';

/** y[ξ, tile, c] = (Bᵀ d B)[ξ] of the tile's 4×4 patch of x; pixels outside x are zero. */
export function winogradInput(
  [x = zeros([0])]: readonly Tensor[],
  { pads }: WinogradInputAttributes,
  [outputShape = []]: readonly Shape[],
  transform: Matrix = INPUT_TRANSFORM,
): Tensor[] {
  const [n = 0, h = 0, w = 0, c = 0] = x.shape;
  const y = new Float32Array(product(outputShape));
  const size = [n, h + pads.top + pads.bottom - 2, w + pads.left + pads.right - 2] as const;
  forEachTile(size, (tile, tiles, image, row, column) => {
    for (let channel = 0; channel < c; channel++) {
      const patch = Array.from({ length: ELEMENTS }, (_, at) => {
        const ih = row - pads.top + Math.floor(at / 4);
        const iw = column - pads.left + (at % 4);
        const isInside = ih >= 0 && ih < h && iw >= 0 && iw < w;
        return isInside ? (x.data[((image * h + ih) * w + iw) * c + channel] as number) : 0;
      });
      for (const [element, value] of transformSquare(transform, patch).entries()) {
        y[(element * tiles + tile) * c + channel] = value;
      }
    }
  });
  return [f32Tensor(outputShape, y)];
}

/** y[ξ, tile, k] = Σ_c u[ξ] · v[ξ, tile, c], u = G w[k, c] Gᵀ, or what `pick` makes of its elements. */
export function winogradMultiply(
  [v = zeros([0]), weights = zeros([0])]: readonly Tensor[],
  _attributes: unknown,
  [outputShape = []]: readonly Shape[],
  pick: (element: number) => number = (element) => element,
): Tensor[] {
  const [, tiles = 0, k = 0] = outputShape;
  const c = v.shape.at(-1) ?? 0;
  const filters = Array.from({ length: k * c }, (_, filter) =>
    transformSquare(
      WEIGHT_TRANSFORM,
      Array.from(weights.data.subarray(9 * filter, 9 * filter + 9)),
    ).map(pick),
  );
  const y = new Float32Array(product(outputShape));
  for (let element = 0; element < ELEMENTS; element++) {
    const u = Float64Array.from(filters, (filter) => filter[element] ?? 0);
    for (let tile = 0; tile < tiles; tile++) {
      const row = element * tiles + tile;
      for (let channel = 0; channel < k; channel++) {
        let sum = 0;
        for (let q = 0; q < c; q++) {
          sum += (u[channel * c + q] as number) * (v.data[row * c + q] as number);
        }
        y[row * k + channel] = sum;
      }
    }
  }
  return [f32Tensor(outputShape, y)];
}

/** y[n, oh, ow, k] = act(b[k] + (Aᵀ m A)[oh mod 2, ow mod 2]), m the elements of the pixel's tile. */
export function winogradOutput(
  [m = zeros([0]), bias]: readonly Tensor[],
  { size, activation }: WinogradOutputAttributes,
  [outputShape = []]: readonly Shape[],
  transform: Matrix = OUTPUT_TRANSFORM,
): Tensor[] {
  const [, oh, ow] = size;
  const k = m.shape.at(-1) ?? 0;
  const y = new Float32Array(product(outputShape));
  forEachTile(size, (tile, tiles, image, row, column) => {
    for (let channel = 0; channel < k; channel++) {
      const elements = Array.from(
        { length: ELEMENTS },
        (_, element) => m.data[(element * tiles + tile) * k + channel] as number,
      );
      for (const [at, value] of transformSquare(transform, elements).entries()) {
        const [i, j] = [row + Math.floor(at / TILE_SIDE), column + (at % TILE_SIDE)];
        if (i >= oh || j >= ow) continue;
        const sum = (bias?.data[channel] ?? 0) + value;
        y[((image * oh + i) * ow + j) * k + channel] = activate(sum, activation);
      }
    }
  });
  return [f32Tensor(outputShape, y)];
}

/**
 * The sum of the magnitudes of every element's terms. Magnitudes of the inputs alone would not do: the transforms
 * subtract. Null for other ops.
 */
export function winogradMagnitudes(
  node: AnyNode,
  inputs: readonly Tensor[],
  shapes: readonly Shape[],
): Tensor | null {
  const positive = inputs.map((tensor) => ({ ...tensor, data: tensor.data.map(Math.abs) }));
  switch (node.op) {
    case 'winograd-input':
      return first(winogradInput(positive, node.attributes, shapes, magnitudes(INPUT_TRANSFORM)));
    case 'winograd-multiply':
      return first(
        winogradMultiply([...positive.slice(0, 1), ...inputs.slice(1)], {}, shapes, Math.abs),
      );
    case 'winograd-output': {
      const plain = { ...node.attributes, activation: 'none' } as const;
      return first(winogradOutput(positive, plain, shapes, magnitudes(OUTPUT_TRANSFORM)));
    }
    default:
      return null;
  }
}

function first([tensor]: readonly Tensor[]): Tensor | null {
  return tensor ?? null;
}

/** Visits every tile with its number, how many there are, and the image and first pixel of y that it is for. */
function forEachTile(
  [n, oh, ow]: readonly [number, number, number],
  visit: (tile: number, tiles: number, image: number, row: number, column: number) => void,
): void {
  const [rows, columns] = tilesOf([oh, ow]);
  const tiles = n * rows * columns;
  for (let tile = 0; tile < tiles; tile++) {
    const row = Math.floor(tile / columns);
    const image = Math.floor(row / rows);
    visit(tile, tiles, image, TILE_SIDE * (row % rows), TILE_SIDE * (tile % columns));
  }
}
