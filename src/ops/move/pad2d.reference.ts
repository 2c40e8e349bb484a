// A border around every feature map.
import { f32Tensor } from '../../tensor/tensor';
import { type Compute, exact, type Rounding } from '../reference';
import type { Pad2dAttributes, pad2d } from './pad2d';

/**
 * y[n, h, w, c] = x[n, h − top, w − left, c] where that is inside x. Outside it is `value`; or x mirrored about its
 * outermost pixels, which are not repeated (`reflect`); or its outermost pixel there (`edge`).
 */
export const compute: Compute<typeof pad2d> = (
  [x],
  { pads, value, mode = 'constant' },
  [outputShape],
) => {
  const [n = 0, h = 0, w = 0, c = 0] = x.shape;
  const [, oh = 0, ow = 0] = outputShape;
  const y = new Float32Array(n * oh * ow * c).fill(value);
  for (let image = 0; image < n; image++) {
    for (let row = 0; row < oh; row++) {
      for (let column = 0; column < ow; column++) {
        const r = source(row - pads.top, h, mode);
        const s = source(column - pads.left, w, mode);
        if (r < 0 || r >= h || s < 0 || s >= w) continue;
        const from = ((image * h + r) * w + s) * c;
        y.set(x.data.subarray(from, from + c), ((image * oh + row) * ow + column) * c);
      }
    }
  }
  return [f32Tensor(outputShape, y)];
};

/** Nothing is rounded. */
export const rounding: Rounding<typeof pad2d> = exact;

/** The row or column that is read for position `at`; with `constant`, one outside x where there is none. */
function source(at: number, size: number, mode: Pad2dAttributes['mode']): number {
  if (mode === 'edge') return Math.min(Math.max(at, 0), size - 1);
  if (mode === 'reflect') return size - 1 - Math.abs(size - 1 - Math.abs(at));
  return at;
}
