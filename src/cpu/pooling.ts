// Max and average pooling on the CPU: all channels of a pixel side by side, tap by tap.
import type { AveragePool2dAttributes } from '../ops/pool/average-pool2d';
import type { MaxPool2dAttributes } from '../ops/pool/max-pool2d';
import type { Window } from '../ops/window';
import { f32Tensor, type Shape, type Tensor, zeros } from '../tensor/tensor';
import { product } from '../util/math';
import type { CpuKernel, CpuWork } from './kernel';

/** Takes one tap of all channels into `sums`. */
type TakeTap = (x: Float32Array, from: number, sums: Float64Array) => void;

/** Max pooling. */
export function prepareMaxPool2d(a: MaxPool2dAttributes): CpuKernel {
  return {
    name: 'cpu-max-pool2d',
    packsConstants: false,
    start: ([x = zeros([0])], [shape = []]) =>
      pooling(x, shape, a, { first: Number.NEGATIVE_INFINITY, take: takeLargest, countOf: null }),
  };
}

/** Average pooling. */
export function prepareAveragePool2d(a: AveragePool2dAttributes): CpuKernel {
  return {
    name: 'cpu-average-pool2d',
    packsConstants: false,
    start: ([x = zeros([0])], [shape = []]) => {
      const [, h = 0, w = 0] = x.shape;
      const countOf = (top: number, left: number) =>
        countTaps(top, a.kernel[0], h, a.countPadding ? [a.pads.top, a.pads.bottom] : null) *
        countTaps(left, a.kernel[1], w, a.countPadding ? [a.pads.left, a.pads.right] : null);
      return pooling(x, shape, a, { first: 0, take: takeSum, countOf });
    },
  };
}

/** Mean over a whole map: [n, h, w, c] → [n, c]. */
export function prepareGlobalAveragePool(): CpuKernel {
  return {
    name: 'cpu-global-average-pool',
    packsConstants: false,
    start: ([x = zeros([0])], [shape = []]) => {
      const [, h = 0, w = 0] = x.shape;
      const window = { kernel: [h, w], strides: [1, 1], pads: NOTHING } as const;
      const [n = 0, c = 0] = shape;
      const how = { first: 0, take: takeSum, countOf: () => h * w };
      const work = pooling(x, [n, 1, 1, c], window, how);
      return { ...work, outputs: work.outputs.map((tensor) => ({ ...tensor, shape })) };
    },
  };
}

const NOTHING = { top: 0, left: 0, bottom: 0, right: 0 };

/** How the taps of a window become one number. */
interface Pooling {
  readonly first: number;
  readonly take: TakeTap;
  /** What a sum is divided by, of a window that begins there; null where it is not. */
  readonly countOf: ((top: number, left: number) => number) | null;
}

function pooling(x: Tensor, shape: Shape, window: Window, how: Pooling): CpuWork {
  const [n = 0, oh = 0, ow = 0, c = 0] = shape;
  const y = f32Tensor(shape, new Float32Array(product(shape)));
  const [input, output] = [x.data as Float32Array, y.data as Float32Array];
  const sums = new Float64Array(c);
  return {
    outputs: [y],
    units: n * oh,
    run: (from, to) => {
      for (let unit = from; unit < to; unit++) {
        const top = (unit % oh) * window.strides[0] - window.pads.top;
        for (let column = 0; column < ow; column++) {
          const left = column * window.strides[1] - window.pads.left;
          sums.fill(how.first);
          takeWindow(input, x.shape, Math.floor(unit / oh), top, left, window, how.take, sums);
          const at = (unit * ow + column) * c;
          if (how.countOf === null) output.set(sums, at);
          else divide(sums, how.countOf(top, left), output, at);
        }
      }
    },
  };
}

function takeWindow(
  x: Float32Array,
  [, h = 0, w = 0, c = 0]: Shape,
  image: number,
  top: number,
  left: number,
  { kernel }: Window,
  take: TakeTap,
  sums: Float64Array,
): void {
  for (let ih = Math.max(top, 0); ih < Math.min(top + kernel[0], h); ih++) {
    for (let iw = Math.max(left, 0); iw < Math.min(left + kernel[1], w); iw++) {
      take(x, ((image * h + ih) * w + iw) * c, sums);
    }
  }
}

function takeLargest(x: Float32Array, from: number, sums: Float64Array): void {
  for (let q = 0; q < sums.length; q++) {
    sums[q] = Math.max(sums[q] as number, x[from + q] as number);
  }
}

function takeSum(x: Float32Array, from: number, sums: Float64Array): void {
  for (let q = 0; q < sums.length; q++) sums[q] = (sums[q] as number) + (x[from + q] as number);
}

function divide(sums: Float64Array, count: number, y: Float32Array, at: number): void {
  for (let q = 0; q < sums.length; q++) y[at + q] = (sums[q] as number) / count;
}

/** Taps along one axis that count: those inside, and those on the padding where it counts. */
function countTaps(
  start: number,
  kernel: number,
  size: number,
  pads: readonly [number, number] | null,
): number {
  if (pads) return Math.min(start + kernel, size + pads[1]) - start;
  return Math.min(start + kernel, size) - Math.max(start, 0);
}
