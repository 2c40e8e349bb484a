// Winograd's minimal filtering F(2×2, 3×3), Lavin & Gray 2015, arXiv:1509.09308: 2×2 outputs of a 3×3 convolution from a
// 4×4 patch d of x and the weights g as Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A: 16 products where the window itself takes 36.
import { f32Tensor, type Shape, type Tensor } from '../tensor/tensor';
import { ceilDiv } from '../util/math';

/** Rows and columns of a matrix. */
export type Matrix = readonly (readonly number[])[];

/** Pixels of y along each side of a tile. */
export const TILE_SIDE = 2;
/** Elements of a transformed patch, each of which is a matrix product of its own over all tiles. */
export const ELEMENTS = 16;

/** Bᵀ: a patch of x, 4×4, to 4×4. */
export const INPUT_TRANSFORM: Matrix = [
  [1, 0, -1, 0],
  [0, 1, 1, 0],
  [0, -1, 1, 0],
  [0, 1, 0, -1],
];
/** G: weights, 3×3, to 4×4. */
export const WEIGHT_TRANSFORM: Matrix = [
  [1, 0, 0],
  [0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5],
  [0, 0, 1],
];
/** Aᵀ: products, 4×4, to pixels of y, 2×2. */
export const OUTPUT_TRANSFORM: Matrix = [
  [1, 1, 1, 0],
  [0, 1, -1, -1],
];

/** Weights of a filter. */
const TAPS = 9;
/** How much of each weight each element of G g Gᵀ has, [16, 9]: networks have millions of filters to transform. */
const WEIGHT_FACTORS = Float64Array.from({ length: ELEMENTS * TAPS }, (_, at) => {
  const [element, tap] = [Math.floor(at / TAPS), at % TAPS];
  const factor = (row: number, column: number) => WEIGHT_TRANSFORM[row]?.[column] ?? 0;
  const rows = factor(Math.floor(element / 4), Math.floor(tap / 3));
  return rows * factor(element % 4, tap % 3);
});

/** Tiles along height and width of an output of this size; the last of an odd size has a row or column too many. */
export function tilesOf([oh, ow]: readonly [number, number]): [number, number] {
  return [ceilDiv(oh, TILE_SIDE), ceilDiv(ow, TILE_SIDE)];
}

/** The matrix with the magnitudes of its elements: what sums of magnitudes are transformed by. */
export function magnitudes(matrix: Matrix): Matrix {
  return matrix.map((row) => row.map(Math.abs));
}

/** M s Mᵀ of a square s, row by row, in double precision. */
export function transformSquare(matrix: Matrix, square: readonly number[]): number[] {
  const side = matrix[0]?.length ?? 0;
  const half = matrix.map((row) =>
    Array.from({ length: side }, (_, column) => dot(row, (i) => square[i * side + column] ?? 0)),
  );
  return half.flatMap((values) => matrix.map((row) => dot(row, (i) => values[i] ?? 0)));
}

/** U = G g Gᵀ of weights [k, c, 3, 3] → [k, c, 4, 4]; computed in double precision, rounded once. */
export function transformWeights(weights: Tensor): Tensor {
  const [k = 0, c = 0] = weights.shape;
  const shape: Shape = [k, c, 4, 4];
  const data = new Float32Array(k * c * ELEMENTS);
  for (let filter = 0; filter < k * c; filter++) {
    for (let element = 0; element < ELEMENTS; element++) {
      let sum = 0;
      for (let tap = 0; tap < TAPS; tap++) {
        const factor = WEIGHT_FACTORS[TAPS * element + tap] as number;
        sum += factor * (weights.data[TAPS * filter + tap] as number);
      }
      data[ELEMENTS * filter + element] = sum;
    }
  }
  return f32Tensor(shape, data);
}

function dot(row: readonly number[], at: (index: number) => number): number {
  return row.reduce((sum, factor, index) => sum + factor * at(index), 0);
}
