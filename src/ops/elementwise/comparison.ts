// What of two values is smaller or larger, or whether it is. A name for each; comparison.reference.ts has what they compute.
import { formatShape } from '../../tensor/tensor';
import { defineOp, f32 } from '../op';
import type { Attributes } from '../schema';
import { repeatsOver } from './binary';

/** Their names: the smaller or the larger number, or 1 where it is so and 0 where it is not. */
export const COMPARISONS = [
  'min',
  'max',
  'equal',
  'less',
  'less-or-equal',
  'greater',
  'greater-or-equal',
] as const;

/** y = f(a, b); b has a's shape, one vector per image [n, 1, 1, c], or one vector [c]. */
export const comparison = defineOp({
  name: 'comparison',
  attributes: { function: COMPARISONS },
  inputs: 'a b',
  infer: ([a, b], _, misfit) => {
    if (!repeatsOver(a.shape, b.shape)) {
      throw misfit(`cannot broadcast ${formatShape(b.shape)} to ${formatShape(a.shape)}`);
    }
    return f32(a.shape);
  },
});

/** Name of a comparison. */
export type ComparisonName = Attributes<typeof comparison.attributes>['function'];
