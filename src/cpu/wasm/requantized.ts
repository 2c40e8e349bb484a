// Whole numbers of another step size, and their sums.
import type { Ties } from '../../ops/elementwise/requantize';
import type { OpAttributes } from '../../ops/registry';
import { pixelsOf } from '../../tensor/tensor';
import { itemsPerUnit, type Operands, phaseOver, type SimdKernel } from './simd-kernel';

/** As assembly/elementwise.ts numbers them. */
const CODES: Readonly<Record<Ties, number>> = { even: 0, up: 1, away: 2 };

/** y = round(x · k[c]), limited. */
export function prepareRequantize({ ties, origin, range }: OpAttributes['requantize']): SimdKernel {
  return {
    name: 'simd-requantize',
    scratchBytes: 0,
    place: ({ kernels, input, output }) => {
      const [x, k, y] = [input(0), input(1), output(0)];
      const run = (from: number, to: number) =>
        kernels.requantize(
          ...[CODES[ties], x.at + from * x.stride, x.stride, k.at],
          ...[y.at + from * y.stride, y.stride, to - from, y.channels, origin, ...range],
        );
      return [phaseOver(y.pixels, itemsPerUnit(y.channels), run)];
    },
  };
}

/** y = (a · m + b · n + half) >> shift, limited; b is as large as a, one vector an image, or one vector. */
export function prepareRequantizedSum(
  { factors, shift, range }: OpAttributes['requantized-sum'],
  { inputs }: Operands,
): SimdKernel {
  const pixels = pixelsOf(inputs[0]?.shape ?? []);
  const repeats = pixels / pixelsOf(inputs[1]?.shape ?? []);
  const [m, n] = factors;
  return {
    name: 'simd-requantized-sum',
    scratchBytes: 0,
    place: ({ kernels, input, output }) => {
      const [a, b, y] = [input(0), input(1), output(0)];
      const run = (from: number, to: number, vector: number, bStride: number) =>
        kernels.requantizeSum(
          ...[a.at + from * a.stride, a.stride, m, b.at + vector * b.stride, bStride, n],
          ...[y.at + from * y.stride, y.stride, to - from, y.channels, shift, ...range],
        );
      if (repeats === 1) {
        const all = (from: number, to: number) => run(from, to, from, b.stride);
        return [phaseOver(pixels, itemsPerUnit(y.channels), all)];
      }
      const each = (from: number, to: number) => {
        for (let vector = from; vector < to; vector++) {
          run(vector * repeats, (vector + 1) * repeats, vector, 0);
        }
      };
      return [phaseOver(pixels / repeats, 1, each)];
    },
  };
}
