// Max and average pooling, and the mean of whole maps.
import type { AveragePool2dAttributes } from '../../ops/pool/average-pool2d';
import type { MaxPool2dAttributes } from '../../ops/pool/max-pool2d';
import { NO_PADS, type Window } from '../../ops/window';
import { phaseOverRows, type SimdKernel } from './simd-kernel';

/** Max pooling. */
export function prepareMaxPool(a: MaxPool2dAttributes): SimdKernel {
  return pooling('simd-max-pool2d', () => ({ ...a, isMean: false, countPadding: false }));
}

/** Average pooling. */
export function prepareAveragePool(a: AveragePool2dAttributes): SimdKernel {
  return pooling('simd-average-pool2d', () => ({ ...a, isMean: true }));
}

/** Mean over a whole map: [n, h, w, c] → [n, c]. */
export function prepareGlobalAveragePool(): SimdKernel {
  return pooling('simd-global-average-pool', (h, w) => ({
    ...{ kernel: [h, w], strides: [1, 1], pads: NO_PADS },
    ...{ isMean: true, countPadding: false },
  }));
}

interface Pooling extends Window {
  readonly isMean: boolean;
  readonly countPadding: boolean;
}

function pooling(name: string, of: (h: number, w: number) => Pooling): SimdKernel {
  return {
    name,
    scratchBytes: 0,
    place: ({ kernels, input, output }) => {
      const [x, y] = [input(0), output(0)];
      const [n = 0, h = 0, w = 0] = x.shape;
      // [n, c] is a pixel an image.
      const [oh, ow] = y.shape.length === 4 ? [y.shape[1] ?? 0, y.shape[2] ?? 0] : [1, 1];
      const { kernel, strides, pads, isMean, countPadding } = of(h, w);
      const run = (image: number, from: number, to: number) =>
        kernels.pool(
          ...[x.at + image * h * w * x.stride, x.stride],
          ...[y.at + image * oh * ow * y.stride, y.stride, h, w, x.channels],
          ...[...kernel, ...strides, pads.top, pads.left, pads.bottom, pads.right],
          ...[ow, from, to, Number(isMean), Number(countPadding)],
        );
      return [phaseOverRows(n, oh, ow * x.channels * kernel[0] * kernel[1], run)];
    },
  };
}
