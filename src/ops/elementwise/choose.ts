// One of two values, number by number.
import { formatShape, sameShape } from '../../tensor/tensor';
import { defineOp, f32 } from '../op';

/** y = a where the condition is not 0, else b; all of one shape. */
export const choose = defineOp({
  name: 'choose',
  attributes: {},
  inputs: 'condition a b',
  infer: ([condition, ...values], _, misfit) => {
    for (const { shape } of values) {
      if (!sameShape(shape, condition.shape)) {
        throw misfit(`cannot choose ${formatShape(shape)} by ${formatShape(condition.shape)}`);
      }
    }
    return f32(condition.shape);
  },
});
