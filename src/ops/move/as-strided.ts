// Numbers of x in any regular order: what moves and reshapes become when they are joined.
import { formatShape } from '../../tensor/tensor';
import { product } from '../../util/math';
import { defineMove, f32 } from '../op';

/**
 * y's numbers, in row-major order, are x's at `offset` + Σ i_a · strides[a], where i runs over `sizes` in row-major order;
 * offset and strides count x's numbers in row-major order. `sizes` has as many elements as `shape`, but may have other
 * axes: a channel shuffle (arXiv:1707.01083) reads [pixels, c / g, g] and gives [n, h, w, c].
 */
export const asStrided = defineMove({
  name: 'as-strided',
  attributes: { shape: 'shape', offset: 'position', sizes: 'walk', strides: 'strides' },
  inputs: 'x',
  infer: ([{ shape: x }], { shape, offset, sizes, strides }, misfit) => {
    const far = sizes.map((size, axis) => (size - 1) * (strides[axis] ?? 0));
    const least = far.reduce((sum, step) => sum + Math.min(step, 0), offset);
    const most = far.reduce((sum, step) => sum + Math.max(step, 0), offset);
    const whole = [offset, ...sizes, ...strides].every(Number.isInteger);
    const sameCounts = product(sizes) === product(shape) && sizes.length === strides.length;
    if (!whole || !sameCounts || least < 0 || most >= product(x)) {
      throw misfit(
        `cannot read ${formatShape(sizes)} of ${formatShape(x)} from ${offset} in strides of ${strides}`,
      );
    }
    return f32(shape);
  },
  moves: (_, access) => access,
});
