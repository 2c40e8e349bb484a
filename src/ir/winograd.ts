// Winograd's minimal filtering F(m×m, 3×3), Lavin & Gray 2015, arXiv:1509.09308: m×m outputs of a 3×3 convolution from a
// patch d of x and the weights g as Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A. 2×2 outputs take 16 products where the window itself takes
// 36, 4×4 outputs take 36 where it takes 144.
import { f32Tensor, type Shape, type Tensor } from '../tensor/tensor';
import { ceilDiv } from '../util/math';

/** Rows and columns of a matrix. */
export type Matrix = readonly (readonly number[])[];

/** Pixels of y along each side of a tile. */
export type WinogradTile = 2 | 4;

/** The transforms of one tile. */
export interface WinogradTransforms {
  /** Bᵀ, a square: patches of x. */
  readonly input: Matrix;
  /** G times `denominator`: weights, 3×3, to a square as large as a patch. Of whole numbers, sums that cancel are zero. */
  readonly weights: Matrix;
  readonly denominator: number;
  /** Aᵀ: products to pixels of y. */
  readonly output: Matrix;
}

/** Tiles that there are transforms for. */
export const WINOGRAD_TILES: readonly WinogradTile[] = [2, 4];

const TRANSFORMS: Readonly<Record<WinogradTile, WinogradTransforms>> = {
  // Interpolation at 0, 1, −1, ∞; section 4.1.
  2: {
    input: [
      [1, 0, -1, 0],
      [0, 1, 1, 0],
      [0, -1, 1, 0],
      [0, 1, 0, -1],
    ],
    weights: [
      [2, 0, 0],
      [1, 1, 1],
      [1, -1, 1],
      [0, 0, 2],
    ],
    denominator: 2,
    output: [
      [1, 1, 1, 0],
      [0, 1, -1, -1],
    ],
  },
  // At 0, 1, −1, 2, −2, ∞; section 4.3.
  4: {
    input: [
      [4, 0, -5, 0, 1, 0],
      [0, -4, -4, 1, 1, 0],
      [0, 4, -4, -1, 1, 0],
      [0, -2, -1, 2, 1, 0],
      [0, 2, -1, -2, 1, 0],
      [0, 4, 0, -5, 0, 1],
    ],
    weights: [
      [6, 0, 0],
      [-4, -4, -4],
      [-4, 4, -4],
      [1, 2, 4],
      [1, -2, 4],
      [0, 0, 24],
    ],
    denominator: 24,
    output: [
      [1, 1, 1, 1, 1, 0],
      [0, 1, -1, 2, -2, 0],
      [0, 1, 1, 4, 4, 0],
      [0, 1, -1, 8, -8, 1],
    ],
  },
};

/** Weights of a filter. */
const TAPS = 9;

/** Bᵀ, G and Aᵀ. */
export function transformsOf(tile: WinogradTile): WinogradTransforms {
  return TRANSFORMS[tile];
}

/** Pixels of x along each side of the patch under a tile's windows. */
export function patchSide(tile: WinogradTile): number {
  return tile + 2;
}

/** Elements of a transformed patch, each of which is a matrix product of its own over all tiles: 16 or 36. */
export function elementsOf(tile: WinogradTile): number {
  return patchSide(tile) ** 2;
}

/** Tiles along height and width of an output of this size; the last may reach beyond it. */
export function tilesOf([oh, ow]: readonly [number, number], tile: WinogradTile): [number, number] {
  return [ceilDiv(oh, tile), ceilDiv(ow, tile)];
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

/** U = G g Gᵀ of weights [k, c, 3, 3] → [k, c, side, side]; computed in double precision, rounded once. */
export function transformWeights(weights: Tensor, tile: WinogradTile): Tensor {
  const [k = 0, c = 0] = weights.shape;
  const side = patchSide(tile);
  const { weights: matrix, denominator } = transformsOf(tile);
  const g = Float64Array.from(matrix.flat());
  const divisor = denominator ** 2;
  const from = weights.data; // once: what is lazy would be asked for in every step
  const shape: Shape = [k, c, side, side];
  const data = new Float32Array(k * c * side * side);
  const half = new Float64Array(3 * side); // G g
  let to = 0;
  // Plain loops without arrays of their own: networks have millions of filters to transform.
  for (let filter = 0; filter < from.length; filter += TAPS) {
    for (let at = 0; at < half.length; at++) {
      half[at] = times(g, at - (at % 3), from, filter + (at % 3), 3);
    }
    for (let row = 0; row < half.length; row += 3) {
      for (let column = 0; column < g.length; column += 3) {
        data[to++] = times(half, row, g, column, 1) / divisor;
      }
    }
  }
  return f32Tensor(shape, data);
}

/** Three numbers of a one after the other, times as many of b, `step` apart. */
function times(
  a: ArrayLike<number>,
  i: number,
  b: ArrayLike<number>,
  j: number,
  step: number,
): number {
  return (
    0 + // sums of negative zeros are positive ones
    (a[i] as number) * (b[j] as number) +
    (a[i + 1] as number) * (b[j + step] as number) +
    (a[i + 2] as number) * (b[j + 2 * step] as number)
  );
}

function dot(row: readonly number[], at: (index: number) => number): number {
  return row.reduce((sum, factor, index) => sum + factor * at(index), 0);
}
