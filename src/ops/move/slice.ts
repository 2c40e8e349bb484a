// A part of x, in steps along each axis.
import { formatShape } from '../../tensor/tensor';
import { defineMove, f32 } from '../op';
import { rowMajorStrides } from '../strided';

/** y[i] = x[starts + i · steps], i up to `sizes`; steps may be negative, not zero. One entry an axis. */
export const slice = defineMove({
  name: 'slice',
  attributes: { starts: 'positions', steps: 'steps', sizes: 'shape' },
  inputs: 'x',
  infer: ([{ shape: x }], { starts, steps, sizes }, misfit) => {
    const fits = x.every((size, axis) => {
      const [start = -1, step = 0, count = 0] = [starts[axis], steps[axis], sizes[axis]];
      const last = start + step * (count - 1);
      const whole = [start, step, count].every(Number.isInteger);
      return whole && step !== 0 && isIndex(start, size) && isIndex(last, size);
    });
    if (!fits || sizes.length !== x.length) {
      throw misfit(
        `cannot take ${formatShape(sizes)} from ${formatShape(x)} at ${starts} in steps of ${steps}`,
      );
    }
    return f32(sizes);
  },
  moves: (x, { starts, steps, sizes }) => {
    const rows = rowMajorStrides(x);
    return {
      offset: starts.reduce((sum, start, axis) => sum + start * (rows[axis] ?? 0), 0),
      sizes,
      strides: steps.map((step, axis) => step * (rows[axis] ?? 0)),
    };
  },
});

function isIndex(position: number, size: number): boolean {
  return position >= 0 && position < size;
}
