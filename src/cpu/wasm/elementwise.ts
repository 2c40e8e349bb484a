// Elementwise functions of two values, and scale and shift of one.
import type { Activation } from '../../ops/elementwise/functions';
import { pixelsOf } from '../../tensor/tensor';
import { roundUp } from '../../util/math';
import type { ElementwiseOp } from '../elementwise';
import { activationBehind, rangeOf } from './activation';
import { itemsPerUnit, type Operands, phaseOver, type SimdKernel } from './simd-kernel';

/** As assembly/elementwise.ts numbers them. */
const CODES: Readonly<Record<ElementwiseOp, number>> = { add: 0, sub: 1, mul: 2 };

/** y = act(a ∘ b); b is as large as a, one vector an image, or one vector. */
export function prepareElementwise(
  op: ElementwiseOp,
  activation: Activation,
  { inputs }: Operands,
): SimdKernel {
  const pixels = pixelsOf(inputs[0]?.shape ?? []);
  const vectors = pixelsOf(inputs[1]?.shape ?? []);
  return {
    name: `simd-${op}`,
    scratchBytes: 0,
    place: (workplace) => {
      const { kernels, input, output } = workplace;
      const [a, b, y] = [input(0), input(1), output(0)];
      const range = rangeOf(activation);
      const finish = activationBehind(activation, workplace, y);
      const repeats = pixels / vectors;
      const run = (from: number, to: number, vector: number, bStride: number) => {
        kernels.combine(
          ...[CODES[op], a.at + from * a.stride, a.stride, b.at + vector * b.stride, bStride],
          ...[y.at + from * y.stride, y.stride, to - from, y.channels, ...range],
        );
        finish?.(from, to);
      };
      if (repeats === 1) {
        const all = (from: number, to: number) => run(from, to, from, b.stride);
        return [phaseOver(pixels, itemsPerUnit(y.channels), all)];
      }
      const each = (from: number, to: number) => {
        for (let vector = from; vector < to; vector++) {
          run(vector * repeats, (vector + 1) * repeats, vector, 0);
        }
      };
      return [phaseOver(vectors, 1, each)];
    },
  };
}

/** y = act(scale · x + shift). */
export function prepareScaleShift(activation: Activation, { inputs }: Operands): SimdKernel | null {
  const [x, scale, shift] = inputs.map(({ tensor }) => tensor);
  if (x || !scale || !shift) return null;
  return {
    name: 'simd-scale-shift',
    scratchBytes: 0,
    place: (workplace) => {
      const { kernels, memory, input, output } = workplace;
      const [x, y] = [input(0), output(0)];
      const [scales, shifts] = [scale, shift].map((tensor) =>
        memory.hold(tensor, roundUp(tensor.data.length, 4)),
      ) as [number, number];
      const range = rangeOf(activation);
      const finish = activationBehind(activation, workplace, y);
      const run = (from: number, to: number) => {
        kernels.scaleShift(
          ...[x.at + from * x.stride, x.stride, scales, shifts],
          ...[y.at + from * y.stride, y.stride, to - from, y.channels, ...range],
        );
        finish?.(from, to);
      };
      return [phaseOver(y.pixels, itemsPerUnit(y.channels), run)];
    },
  };
}
