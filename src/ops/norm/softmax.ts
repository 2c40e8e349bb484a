// Softmax.
import { defineOp, f32 } from '../op';

/** exp(x) / Σ exp(x) over the last axis. */
export const softmax = defineOp({
  name: 'softmax',
  attributes: {},
  inputs: 'x',
  infer: ([x]) => f32(x.shape),
});
