// Adds one number a channel.
import { formatShape } from '../../tensor/tensor';
import { defineOp, f32 } from '../op';

/** y[…, c] = x[…, c] + b[c]. */
export const biasAdd = defineOp({
  name: 'bias-add',
  attributes: {},
  inputs: 'x b:weight',
  infer: ([x, b], _, misfit) => {
    const c = x.shape.at(-1);
    if (b.shape.length !== 1 || b.shape[0] !== c) {
      throw misfit(`needs a bias of ${c}, got ${formatShape(b.shape)}`);
    }
    return f32(x.shape);
  },
});
