// Average pooling on the CPU.
import { f32Tensor, type Shape } from '../../tensor/tensor';
import { product } from '../../util/math';
import type { Compute, Rounding, RoundingPart } from '../reference';
import { addTap, noTerms, sumInDouble, type Terms } from '../sum-of-products';
import type { averagePool2d } from './average-pool2d';

/**
 * y[n,oh,ow,c] = Σ over kh,kw of x[n, oh·S−P+kh, ow·S−P+kw, c] / count. The sum and, unless `countPadding`, the count
 * are over taps inside x; with it, taps on the padding count too. What a rounded-up window has behind the padding
 * never counts, as in ONNX and PyTorch.
 */
export const compute: Compute<typeof averagePool2d> = (
  [x],
  a,
  [outputShape],
  sum = sumInDouble,
) => {
  const [n = 0, oh = 0, ow = 0, c = 0] = outputShape;
  const [, h = 0, w = 0] = x.shape;
  const terms = noTerms(x.data, ONE, 1, product(a.kernel));
  const y = new Float32Array(n * oh * ow * c);
  let at = 0;
  for (let image = 0; image < n; image++) {
    for (let row = 0; row < oh; row++) {
      const rows = tapsOf(row * a.strides[0] - a.pads.top, a.kernel[0], h, a.pads.bottom);
      for (let column = 0; column < ow; column++) {
        const columns = tapsOf(column * a.strides[1] - a.pads.left, a.kernel[1], w, a.pads.right);
        const count = a.countPadding
          ? rows.padded * columns.padded
          : (rows.end - rows.first) * (columns.end - columns.first);
        lookThroughWindow(terms, x.shape, image, rows, columns);
        for (let channel = 0; channel < c; channel++) {
          terms.xFrom = channel;
          y[at++] = sum(0, terms, count);
        }
      }
    }
  }
  return [f32Tensor(outputShape, y)];
};

/** The division, or the product with a rounded quotient. */
export const DIVISION: RoundingPart = { ulps: 3, of: 'result', evenShort: true };

/** Means. */
export const rounding: Rounding<typeof averagePool2d> = () => [{ isSum: true }, DIVISION];

/** Where a window lies along one axis. */
interface Taps {
  /** First tap inside the input, and the one after the last. */
  readonly first: number;
  readonly end: number;
  /** Taps inside the input or its padding. */
  readonly padded: number;
}

function tapsOf(start: number, kernel: number, size: number, after: number): Taps {
  return {
    first: Math.max(start, 0),
    end: Math.min(start + kernel, size),
    padded: Math.min(start + kernel, size + after) - start,
  };
}

/** What every pixel is multiplied by. */
const ONE = Float32Array.of(1);

function lookThroughWindow(
  terms: Terms,
  [, h = 0, w = 0, c = 0]: Shape,
  image: number,
  rows: Taps,
  columns: Taps,
): void {
  terms.taps = 0;
  for (let ih = rows.first; ih < rows.end; ih++) {
    for (let iw = columns.first; iw < columns.end; iw++) {
      addTap(terms, ((image * h + ih) * w + iw) * c, 0);
    }
  }
}
