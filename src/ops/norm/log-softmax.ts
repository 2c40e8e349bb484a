// Logarithm of the softmax.
import { defineOp, f32 } from '../op';

/** x − log Σ exp(x), the sum over the last axis. */
export const logSoftmax = defineOp({
  name: 'log-softmax',
  attributes: {},
  inputs: 'x',
  infer: ([x]) => f32(x.shape),
});
