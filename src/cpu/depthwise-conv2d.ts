// Depthwise convolution on the CPU: one filter a channel, so that all of a pixel's channels go side by side.
import type { Conv2dAttributes } from '../ops/conv/conv2d';
import { f32Tensor, type Tensor, zeros } from '../tensor/tensor';
import { product } from '../util/math';
import { activateRange, type CpuKernel, type CpuWork, type NodeConstants } from './kernel';

/** Filters as [taps, c], and a row of sums. */
interface DepthwiseFilters {
  readonly taps: Float64Array;
  readonly bias: Float64Array;
  readonly sums: Float64Array;
}

/** One filter a channel, without a prologue; null for other convolutions. */
export function prepareDepthwiseConv2d(
  a: Conv2dAttributes,
  [, w, b]: NodeConstants,
): CpuKernel | null {
  const isDepthwise = w?.shape[0] === a.groups && w.shape[1] === 1 && a.groups > 1;
  if (!isDepthwise || a.prologue !== undefined) return null;
  const [c = 0] = w.shape;
  const bias = new Float64Array(c);
  if (b) bias.set(b.data);
  const filters = { taps: tapsFirst(w), bias, sums: new Float64Array(c) };
  return {
    name: 'cpu-depthwise-conv2d',
    packsConstants: true,
    start: ([x = zeros([0])], [shape = []]) =>
      depthwise(x, f32Tensor(shape, new Float32Array(product(shape))), a, filters),
  };
}

/** By their weights, which nodes may share. */
const arranged = new WeakMap<Tensor, Float64Array>();

function tapsFirst(weights: Tensor): Float64Array {
  const known = arranged.get(weights);
  if (known) return known;
  const { shape, data } = weights;
  const [c = 0] = shape;
  const taps = data.length / c;
  const filters = Float64Array.from({ length: data.length }, (_, i) => {
    const channel = i % c;
    return data[channel * taps + (i - channel) / c] as number;
  });
  arranged.set(weights, filters);
  return filters;
}

function depthwise(
  x: Tensor,
  y: Tensor,
  a: Conv2dAttributes,
  { taps, bias, sums }: DepthwiseFilters,
): CpuWork {
  const [, h = 0, w = 0, c = 0] = x.shape;
  const [n = 0, oh = 0, ow = 0] = y.shape;
  const [input, output] = [x.data as Float32Array, y.data as Float32Array];
  const addPixel = (image: number, row: number, column: number) => {
    const top = row * a.strides[0] - a.pads.top;
    const left = column * a.strides[1] - a.pads.left;
    for (let i = 0; i < a.kernel[0]; i++) {
      const ih = top + i * a.dilations[0];
      if (ih < 0 || ih >= h) continue;
      addRow(input, (image * h + ih) * w, left, w, c, taps, i * a.kernel[1] * c, a, sums);
    }
  };
  return {
    outputs: [y],
    units: n * oh,
    run: (from, to) => {
      for (let unit = from; unit < to; unit++) {
        for (let column = 0; column < ow; column++) {
          sums.set(bias);
          addPixel(Math.floor(unit / oh), unit % oh, column);
          output.set(sums, (unit * ow + column) * c);
        }
        activateRange(output, unit * ow * c, (unit + 1) * ow * c, a.activation);
      }
    },
  };
}

/** Adds one row of a window: three taps at a time where all lie inside, as they mostly do. */
function addRow(
  x: Float32Array,
  rowAt: number,
  left: number,
  w: number,
  c: number,
  taps: Float64Array,
  tapsAt: number,
  { kernel, dilations }: Conv2dAttributes,
  sums: Float64Array,
): void {
  const step = dilations[1];
  let j = 0;
  while (j < kernel[1]) {
    const iw = left + j * step;
    const at = tapsAt + j * c;
    if (j + 3 <= kernel[1] && iw >= 0 && iw + 2 * step < w) {
      addThree(x, (rowAt + iw) * c, step * c, taps, at, sums);
      j += 3;
      continue;
    }
    if (iw >= 0 && iw < w) addOne(x, (rowAt + iw) * c, taps, at, sums);
    j++;
  }
}

function addThree(
  x: Float32Array,
  from: number,
  step: number,
  taps: Float64Array,
  at: number,
  sums: Float64Array,
): void {
  const c = sums.length;
  for (let q = 0; q < c; q++) {
    const first = (x[from + q] as number) * (taps[at + q] as number);
    const second = (x[from + step + q] as number) * (taps[at + c + q] as number);
    const third = (x[from + 2 * step + q] as number) * (taps[at + 2 * c + q] as number);
    sums[q] = (sums[q] as number) + first + second + third;
  }
}

function addOne(
  x: Float32Array,
  from: number,
  taps: Float64Array,
  at: number,
  sums: Float64Array,
): void {
  for (let q = 0; q < sums.length; q++) {
    sums[q] = (sums[q] as number) + (x[from + q] as number) * (taps[at + q] as number);
  }
}
