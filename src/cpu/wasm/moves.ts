// What only moves numbers.
import { rowMajorStrides, type StridedAccess } from '../../ops/strided';
import { channelsOf, sameShape } from '../../tensor/tensor';
import { product } from '../../util/math';
import {
  itemsPerUnit,
  type Operand,
  type Operands,
  phaseOver,
  type SimdKernel,
} from './simd-kernel';
import { isDense, type Span } from './simd-memory';

/** The same numbers in the same order, wherever both lie; null where pixels differ and the numbers are in pieces. */
export function prepareCopy(
  op: 'copy' | 'reshape',
  { inputs, outputs }: Operands,
): SimdKernel | null {
  const [x, y] = [inputs[0], outputs[0]];
  if (!x || !y) return null;
  const isWhole = x.isDense && y.isDense;
  if (!isWhole && !sameShape(x.shape, y.shape)) return null;
  return {
    name: `simd-${op}`,
    scratchBytes: 0,
    place: ({ kernels, input, output }) => {
      const [from, to] = [input(0), output(0)];
      const run = (first: number, end: number) => {
        const [at, target] = [from.at + first * from.stride, to.at + first * to.stride];
        kernels.copy(at, from.stride, target, to.stride, end - first, to.channels);
      };
      const all = () => kernels.copy(from.at, 0, to.at, 0, 1, to.pixels * to.channels);
      return [
        isWhole ? phaseOver(1, 1, all) : phaseOver(to.pixels, itemsPerUnit(to.channels), run),
      ];
    },
  };
}

/** Numbers in any regular order; null where a step would leave the channels of a part of a concatenation. */
export function prepareMove(
  access: StridedAccess,
  { inputs: [x], outputs: [y] }: Operands,
): SimdKernel | null {
  if (!x || !y || x.tensor) return null;
  const { offset, sizes } = access;
  const written = { offset: 0, sizes, strides: rowMajorStrides(sizes) };
  if (!staysInChannels(access, x) || !staysInChannels(written, y)) return null;
  return {
    name: 'simd-move',
    scratchBytes: 0,
    place: ({ kernels, input, output }) => {
      const [from, to] = [input(0), output(0)];
      const axes = sizes.flatMap((size, axis) => {
        const steps = [access, written].map(({ strides }) => strides[axis] ?? 0);
        return size === 1
          ? []
          : [[size, bytesOf(from, steps[0] ?? 0), bytesOf(to, steps[1] ?? 0)] as const];
      });
      // The last three axes are the module's own loops.
      while (axes.length < 3) axes.unshift([1, 0, 0]);
      const outer = axes.slice(0, -3).toReversed();
      const inner = axes.slice(-3).flat();
      const start = from.at + bytesTo(from, offset);
      const run = (first: number, end: number) => {
        for (let index = first; index < end; index++) {
          let [source, target, rest] = [start, to.at, index];
          for (const [size, fromStep, toStep] of outer) {
            source += (rest % size) * fromStep;
            target += (rest % size) * toStep;
            rest = Math.floor(rest / size);
          }
          kernels.strided(source, target, ...inner);
        }
      };
      const items = product(outer.map(([size]) => size));
      const perItem = product(axes.slice(-3).map(([size]) => size));
      return [phaseOver(items, itemsPerUnit(perItem), run)];
    },
  };
}

/** Bytes from a value's first number to another one in row-major order. */
function bytesTo({ stride, channels }: Span, number: number): number {
  return Math.floor(number / channels) * stride + 4 * (number % channels);
}

/** Bytes of a step, which is whole pixels or stays among the channels of one. */
function bytesOf(span: Span, step: number): number {
  const { stride, channels } = span;
  return !isDense(span) && step % channels === 0 ? (step / channels) * stride : 4 * step;
}

/** Whether all steps that are no whole pixels stay among a pixel's channels, where pixels do not lie one behind the other. */
function staysInChannels({ offset, sizes, strides }: StridedAccess, value: Operand): boolean {
  if (value.isDense) return true;
  const channels = channelsOf(value.shape);
  const far = strides.map((step, axis) =>
    step % channels === 0 ? 0 : step * ((sizes[axis] ?? 1) - 1),
  );
  const first = offset % channels;
  const least = far.reduce((sum, step) => sum + Math.min(step, 0), first);
  const most = far.reduce((sum, step) => sum + Math.max(step, 0), first);
  return least >= 0 && most < channels;
}
