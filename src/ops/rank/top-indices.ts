// Where the largest entries of each row are, as numbers that other ops compute with.
import { channelsOf, formatShape } from '../../tensor/tensor';
import { defineOp, f32 } from '../op';

/** [n, c] → [n, k], the indices of the k largest, largest first, ties by lower index. */
export const topIndices = defineOp({
  name: 'top-indices',
  attributes: { k: 'size' },
  inputs: 'x',
  infer: ([{ shape }], { k }, misfit) => {
    const [n = 0, c = 0] = shape;
    if (shape.length !== 2) throw misfit(`needs vectors [n, c], got ${formatShape(shape)}`);
    if (!Number.isInteger(k) || k < 1 || k > c) {
      throw misfit(`asks for the ${k} largest of ${c}; k must be 1…${c}`);
    }
    return f32([n, k]);
  },
  reads: ([x = []]) => channelsOf(x),
});
