// Where the largest number of each row is.
import { defineOp, f32 } from '../op';

/** [..., c] → [..., 1]: the index of the largest number along the last axis, the first of several or the last. */
export const argMax = defineOp({
  name: 'arg-max',
  attributes: { takesLast: 'flag' },
  inputs: 'x',
  infer: ([x]) => f32([...x.shape.slice(0, -1), 1]),
});
