// Joins values along their last axis, the channels.
import { formatShape } from '../../tensor/tensor';
import { defineOp, f32 } from '../op';

/** y[…, offset of input i + c] = x_i[…, c]. */
export const concat = defineOp({
  name: 'concat',
  attributes: {},
  inputs: 'x+',
  infer: (inputs, _, misfit) => {
    const first = inputs[0].shape;
    const outer = first.slice(0, -1);
    let channels = 0;
    for (const { shape } of inputs) {
      if (shape.length !== first.length || outer.some((size, axis) => shape[axis] !== size)) {
        const all = inputs.map((input) => formatShape(input.shape)).join(' and ');
        throw misfit(`cannot join ${all} along channels`);
      }
      channels += shape.at(-1) ?? 0;
    }
    return f32([...outer, channels]);
  },
});
