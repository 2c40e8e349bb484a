// Winograd's minimal filtering F(m×m, r×r), Lavin & Gray 2015, arXiv:1509.09308: m×m outputs of an r×r window from a patch
// d of x and the weights g as Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A. With a 3×3 window, 2×2 outputs take 16 products where the window
// itself takes 36, 4×4 outputs take 36 where it takes 144.
//
// A window of stride s is taken apart into s×s phases: every s-th of its taps, and the pixels of x that lie under them. Each
// phase is a window of stride 1 over channels of its own, and the convolution is the sum over all channels of all phases. So
// a 7×7 window with stride 2 is one of 4×4 over four times the channels.
import { f32Tensor, type Tensor } from '../../tensor/tensor';
import { ceilDiv, product } from '../../util/math';

/** Rows and columns of a matrix. */
export type Matrix = readonly (readonly number[])[];

/** Pixels of y along each side of a tile. */
export type WinogradTile = 2 | 3 | 4;

/** How a convolution is computed: by what tiles, and its window's side and stride, which are the same in both directions. */
export interface WinogradForm {
  readonly tile: WinogradTile;
  readonly kernel: number;
  readonly stride: number;
}

/** The transforms of one form. */
export interface WinogradTransforms {
  /** Bᵀ, a square: patches of x. */
  readonly input: Matrix;
  /** G times `denominator`: weights, r×r, to a square as large as a patch. Of whole numbers, sums that cancel are zero. */
  readonly weights: Matrix;
  readonly denominator: number;
  /** Aᵀ: products to pixels of y. */
  readonly output: Matrix;
}

/** What forms with patches of one side share: Bᵀ, the points that polynomials are interpolated at, and their factors in G. */
interface Interpolation {
  readonly input: Matrix;
  /** All but ∞, which is the last. */
  readonly points: readonly number[];
  /** Of each point and of ∞, times `denominator`. */
  readonly scales: readonly number[];
  readonly denominator: number;
  /** The sign at ∞, which the last row of Bᵀ and that of Aᵀ share. */
  readonly atInfinity: 1 | -1;
}

/** Tiles that some form has. */
export const WINOGRAD_TILES: readonly WinogradTile[] = [2, 3, 4];

/** By the side of a patch. */
const INTERPOLATIONS: Readonly<Record<number, Interpolation>> = {
  // Section 4.1.
  4: {
    input: [
      [1, 0, -1, 0],
      [0, 1, 1, 0],
      [0, -1, 1, 0],
      [0, 1, 0, -1],
    ],
    points: [0, 1, -1],
    scales: [2, 1, 1, 2],
    denominator: 2,
    atInfinity: -1,
  },
  // Section 4.3.
  6: {
    input: [
      [4, 0, -5, 0, 1, 0],
      [0, -4, -4, 1, 1, 0],
      [0, 4, -4, -1, 1, 0],
      [0, -2, -1, 2, 1, 0],
      [0, 2, -1, -2, 1, 0],
      [0, 4, 0, -5, 0, 1],
    ],
    points: [0, 1, -1, 2, -2],
    scales: [6, -4, -4, 1, 1, 24],
    denominator: 24,
    atInfinity: 1,
  },
};

/** Whether there are transforms for a form, and kernels: patches of strides have a side of 6. */
export function isWinogradForm(form: WinogradForm): boolean {
  const side = patchSide(form);
  return tapsOf(form) > 2 && (side === 6 || (side === 4 && form.stride === 1));
}

/** Bᵀ, G and Aᵀ. @throws RangeError for what is no form. */
export function transformsOf(form: WinogradForm): WinogradTransforms {
  const interpolation = INTERPOLATIONS[patchSide(form)];
  if (!interpolation) throw new RangeError(`There are no transforms for ${describeForm(form)}.`);
  const { input, points, scales, denominator, atInfinity } = interpolation;
  const taps = tapsOf(form);
  const weights = scales.map((scale, row) =>
    Array.from(
      { length: taps },
      (_, tap) =>
        scale * (points[row] === undefined ? Number(tap === taps - 1) : points[row] ** tap),
    ),
  );
  const output = Array.from({ length: form.tile }, (_, pixel) => [
    ...points.map((point) => point ** pixel),
    pixel === form.tile - 1 ? atInfinity : 0,
  ]);
  return { input, weights, denominator, output };
}

/** A form in words. */
export function describeForm({ tile, kernel, stride }: WinogradForm): string {
  return `tiles of ${tile}×${tile} under ${kernel}×${kernel} windows with stride ${stride}`;
}

/** Phases of x, each of which has all its channels. */
export function phasesOf({ stride }: WinogradForm): number {
  return stride ** 2;
}

/** Pixels of a phase along each side of the patch under a tile's windows. */
export function patchSide(form: WinogradForm): number {
  return form.tile + tapsOf(form) - 1;
}

/** Elements of a transformed patch, each of which is a matrix product of its own over all tiles: 16 or 36. */
export function elementsOf(form: WinogradForm): number {
  return patchSide(form) ** 2;
}

/** Tiles along height and width of an output of this size; the last may reach beyond it. */
export function tilesOf([oh, ow]: readonly [number, number], tile: WinogradTile): [number, number] {
  return [ceilDiv(oh, tile), ceilDiv(ow, tile)];
}

/** Rows and columns of the convolution's output over an input of this size, less than 1 where no window fits. */
export function windowsOf(
  [h, w]: readonly [number, number],
  { top, left, bottom, right }: Readonly<Record<'top' | 'left' | 'bottom' | 'right', number>>,
  { kernel, stride }: Pick<WinogradForm, 'kernel' | 'stride'>,
): [number, number] {
  const along = (size: number) => Math.floor((size - kernel) / stride) + 1;
  return [along(h + top + bottom), along(w + left + right)];
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

/** Weights [k, c, kernel, kernel] → [k, phases · c, r, r]: windows of the phases, zero where the whole has no tap. */
export function phaseWeights(weights: Tensor, form: WinogradForm): Tensor {
  const { kernel, stride } = form;
  if (stride === 1) return weights;
  const [k = 0, c = 0] = weights.shape;
  const [taps, phases] = [tapsOf(form), phasesOf(form)];
  const from = weights.data;
  const data = new Float32Array(k * phases * c * taps ** 2);
  for (let filter = 0; filter < k * c; filter++) {
    const [output, channel] = [Math.floor(filter / c), filter % c];
    for (let tap = 0; tap < kernel ** 2; tap++) {
      const [row, column] = [Math.floor(tap / kernel), tap % kernel];
      const phase = (row % stride) * stride + (column % stride);
      const at = Math.floor(row / stride) * taps + Math.floor(column / stride);
      data[((output * phases + phase) * c + channel) * taps ** 2 + at] = from[
        filter * kernel ** 2 + tap
      ] as number;
    }
  }
  return f32Tensor([k, phases * c, taps, taps], data);
}

/**
 * U = G g Gᵀ of weights [k, c, kernel, kernel], one of the k filters at a time: [phases · c, side, side], in double precision,
 * rounded once. All results lie in the same place, one after the other.
 */
export function filterTransform(
  { shape, data }: Tensor,
  form: WinogradForm,
): (filter: number) => Float32Array<ArrayBuffer> {
  const [, ...window] = shape;
  const numbers = product(window);
  const [taps, phases] = [tapsOf(form), phasesOf(form)];
  const { weights: matrix, denominator } = transformsOf(form);
  const g = Float64Array.from(matrix.flat());
  const divisor = denominator ** 2;
  // As all that is multiplied: `times` stays fast with arrays of one kind.
  const from = new Float64Array(phases * (window[0] ?? 0) * taps ** 2);
  const half = new Float64Array(g.length); // G g
  const transformed = new Float32Array((from.length / taps ** 2) * elementsOf(form));
  return (filter) => {
    const weights = data.subarray(filter * numbers, (filter + 1) * numbers);
    from.set(phaseWeights({ dtype: 'f32', shape: [1, ...window], data: weights }, form).data);
    let to = 0;
    // Plain loops without arrays of their own: networks have millions of windows to transform.
    for (let at = 0; at < from.length; at += taps ** 2) {
      for (let i = 0; i < half.length; i++) {
        half[i] = times(taps, g, i - (i % taps), from, at + (i % taps), taps);
      }
      for (let row = 0; row < half.length; row += taps) {
        for (let column = 0; column < g.length; column += taps) {
          transformed[to++] = times(taps, half, row, g, column, 1) / divisor;
        }
      }
    }
    return transformed;
  };
}

/** Taps along each side of a phase's window. */
function tapsOf({ kernel, stride }: WinogradForm): number {
  return ceilDiv(kernel, stride);
}

/** As many numbers of a, one after the other, times as many of b, `step` apart. */
function times(
  count: number,
  a: ArrayLike<number>,
  i: number,
  b: ArrayLike<number>,
  j: number,
  step: number,
): number {
  let sum = 0; // sums of negative zeros are positive ones
  for (let n = 0; n < count; n++) sum += (a[i + n] as number) * (b[j + n * step] as number);
  return sum;
}

function dot(row: readonly number[], at: (index: number) => number): number {
  return row.reduce((sum, factor, index) => sum + factor * at(index), 0);
}
