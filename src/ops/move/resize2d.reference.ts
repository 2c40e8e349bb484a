// Another height and width, by the nearest pixel or linearly between the nearest two in each direction.
import { f32Tensor } from '../../tensor/tensor';
import type { Compute, Rounding } from '../reference';
import { resizeTaps } from './resize-taps';
import type { resize2d } from './resize2d';

/** y[n, i, j, c] = Σ over the taps (r, u) of row i and (s, v) of column j of u · v · x[n, r, s, c]. */
export const compute: Compute<typeof resize2d> = ([x], attributes, [outputShape]) => {
  const [n = 0, oh = 0, ow = 0, c = 0] = outputShape;
  const [, h = 0, w = 0] = x.shape;
  const rows = resizeTaps(attributes, 0, h);
  const columns = resizeTaps(attributes, 1, w);
  const y = new Float32Array(n * oh * ow * c);
  let at = 0;
  for (let image = 0; image < n; image++) {
    for (const row of rows) {
      for (const column of columns) {
        for (let channel = 0; channel < c; channel++) {
          const tap = (r: number, s: number) =>
            x.data[((image * h + r) * w + s) * c + channel] as number;
          const upper = mix(tap(row.low, column.low), tap(row.low, column.high), column.weight);
          const lower = mix(tap(row.high, column.low), tap(row.high, column.high), column.weight);
          y[at++] = mix(upper, lower, row.weight);
        }
      }
    }
  }
  return [f32Tensor(outputShape, y)];
};

/** Between two pixels, twice: a difference, a product and a sum each, and the reference's own rounding. */
export const rounding: Rounding<typeof resize2d> = ({ attributes: { mode } }) =>
  mode === 'nearest' ? [] : [{ ulps: 3.5, of: 'terms', evenShort: true }];

function mix(a: number, b: number, weight: number): number {
  return a * (1 - weight) + b * weight;
}
