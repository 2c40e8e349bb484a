// Sum, smallest number and product over all positions of a feature map.
import { featureMapSize } from '../feature-map';
import { defineOp, f32 } from '../op';
import type { Attributes } from '../schema';

/** Their names. */
export const REDUCTIONS = ['sum', 'min', 'product'] as const;

/** [n, h, w, c] → [n, c], over h and w. */
export const globalReduction = defineOp({
  name: 'global-reduction',
  attributes: { function: REDUCTIONS },
  inputs: 'x',
  infer: ([x], _, misfit) => {
    const [n, , , c] = featureMapSize(x.shape, misfit);
    return f32([n, c]);
  },
});

/** Name of what many numbers become. */
export type ReductionName = Attributes<typeof globalReduction.attributes>['function'];
