// Depthwise convolution: one filter a channel.
import type { Conv2dAttributes } from '../../ops/conv/conv2d';
import { roundUp } from '../../util/math';
import { activationBehind, rangeOf } from './activation';
import { type Operands, phaseOverRows, type SimdKernel } from './simd-kernel';
import type { SimdMemory } from './simd-memory';

/** One filter a channel, of constant weights and without a prologue; null for other convolutions. */
export function prepareDepthwise(a: Conv2dAttributes, { inputs }: Operands): SimdKernel | null {
  const [x, w, b] = inputs.map(({ tensor }) => tensor);
  const isDepthwise = w?.shape[0] === a.groups && w.shape[1] === 1 && a.groups > 1;
  const isVariable = !!x || inputs.slice(2).some(({ tensor }) => !tensor);
  if (!isDepthwise || isVariable || a.prologue !== undefined) return null;
  const [c = 0] = w.shape;
  return {
    name: 'simd-depthwise-conv2d',
    scratchBytes: 0,
    place: (workplace) => {
      const { kernels, memory, input, output } = workplace;
      const [x, y] = [input(0), output(0)];
      const taps = memory.once(w, 'taps', () => storeTaps(memory, w.data, c));
      const bias = memory.hold(b, roundUp(c, 4));
      const range = rangeOf(a.activation);
      const finish = activationBehind(a.activation, workplace, y);
      const [n = 0, oh = 0, ow = 0] = y.shape;
      const [, h = 0, width = 0] = x.shape;
      const { kernel, strides, pads, dilations } = a;
      const work = ow * c * kernel[0] * kernel[1];
      const run = (image: number, from: number, to: number) => {
        kernels.depthwise(
          ...[x.at + image * h * width * x.stride, x.stride, taps, 4 * roundUp(c, 4), bias],
          ...[y.at + image * oh * ow * y.stride, y.stride, h, width, c],
          ...[...kernel, ...strides, pads.top, pads.left, ...dilations, ow, from, to, ...range],
        );
        finish?.((image * oh + from) * ow, (image * oh + to) * ow);
      };
      return [phaseOverRows(n, oh, work, run)];
    },
  };
}

/** [c, 1, kh, kw] → [kh · kw, c], c filled up to fours with zeros. */
function storeTaps(memory: SimdMemory, data: ArrayLike<number>, c: number): number {
  const taps = data.length / c;
  const padded = roundUp(c, 4);
  const moved = new Float32Array(taps * padded);
  for (let channel = 0; channel < c; channel++) {
    for (let tap = 0; tap < taps; tap++) {
      moved[tap * padded + channel] = data[channel * taps + tap] as number;
    }
  }
  return memory.store(moved);
}
