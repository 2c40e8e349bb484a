// Whole numbers of one step size as whole numbers of another: what a quantised layer ends in.
import { formatShape } from '../../tensor/tensor';
import { defineOp, f32 } from '../op';
import type { Attributes } from '../schema';

/** Which neighbour a number takes that lies in the middle between two. */
export const TIES = ['even', 'up', 'away'] as const;

/**
 * y[…, c] = round(x[…, c] · k[c]), limited to `range`. The product is rounded to float32 before it becomes whole. `away` goes away
 * from −`origin`, which is the code 0 of numbers that are counted from a zero point; a mean that is off by less than 2⁻¹² is a tie
 * there, since divisions are not exact.
 */
export const requantize = defineOp({
  name: 'requantize',
  attributes: { ties: TIES, origin: 'real', range: 'realPair' },
  inputs: 'x k',
  infer: ([x, k], _, misfit) => {
    const c = x.shape.at(-1);
    if (k.shape.length !== 1 || k.shape[0] !== c) {
      throw misfit(`needs ${c} factors, got ${formatShape(k.shape)}`);
    }
    return f32(x.shape);
  },
});

/** Name of a rule for ties. */
export type Ties = Attributes<typeof requantize.attributes>['ties'];
