// Products of matrices.
import { channelsOf, formatShape, sameShape } from '../../tensor/tensor';
import { defineOp, f32 } from '../op';

/** y[…, i, j] = Σ a[…, i, q] · b[…, q, j]; the axes before are the same in both. */
export const matmul = defineOp({
  name: 'matmul',
  attributes: {},
  inputs: 'a b',
  infer: ([{ shape: a }, { shape: b }], _, misfit) => {
    const outer = a.slice(0, -2);
    const fits =
      a.length >= 2 && a.at(-1) === b.at(-2) && sameShape(outer, b.slice(0, -2)) && b.length >= 2;
    if (!fits) throw misfit(`cannot multiply ${formatShape(a)} by ${formatShape(b)}`);
    return f32([...outer, a.at(-2) ?? 0, b.at(-1) ?? 0]);
  },
  reads: ([a = []]) => channelsOf(a),
});
