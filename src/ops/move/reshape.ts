// The same numbers in another shape.
import { formatShape } from '../../tensor/tensor';
import { product } from '../../util/math';
import { defineMove, f32 } from '../op';

/** y holds x's numbers in row-major (NHWC) order. */
export const reshape = defineMove({
  name: 'reshape',
  attributes: { shape: 'shape' },
  inputs: 'x',
  infer: ([x], { shape }, misfit) => {
    if (product(shape) !== product(x.shape)) {
      throw misfit(`cannot reshape ${formatShape(x.shape)} to ${formatShape(shape)}`);
    }
    return f32(shape);
  },
  moves: (x) => ({ offset: 0, sizes: [product(x)], strides: [1] }),
});
