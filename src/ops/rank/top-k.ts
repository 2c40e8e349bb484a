// The largest entries of each row.
import { channelsOf, formatShape } from '../../tensor/tensor';
import { defineOp } from '../op';

/** [n, c] → values [n, k] and indices [n, k], largest first, ties by lower index. */
export const topK = defineOp({
  name: 'top-k',
  attributes: { k: 'size' },
  inputs: 'x',
  infer: ([{ shape }], { k }, misfit) => {
    const [n = 0, c = 0] = shape;
    if (shape.length !== 2) throw misfit(`needs vectors [n, c], got ${formatShape(shape)}`);
    if (!Number.isInteger(k) || k < 1 || k > c) {
      throw misfit(`asks for the ${k} largest of ${c} classes; k must be 1…${c}`);
    }
    return [
      { shape: [n, k], dtype: 'f32' },
      { shape: [n, k], dtype: 'u32' },
    ];
  },
  reads: ([x = []]) => channelsOf(x),
});
