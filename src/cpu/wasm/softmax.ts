// Softmax over channels.
import { itemsPerUnit, phaseOver, type SimdKernel } from './simd-kernel';

/** Softmax of each pixel. */
export function prepareSoftmax(): SimdKernel {
  return {
    name: 'simd-softmax',
    scratchBytes: 0,
    place: ({ kernels, input, output }) => {
      const [x, y] = [input(0), output(0)];
      const run = (from: number, to: number) =>
        kernels.softmax(
          ...[x.at + from * x.stride, x.stride, y.at + from * y.stride, y.stride],
          ...[to - from, y.channels],
        );
      return [phaseOver(y.pixels, itemsPerUnit(4 * y.channels), run)];
    },
  };
}
