// Activations: bounds inside the kernels that compute what they are applied to, others behind them.
import { type Activation, isQuantized } from '../../ops/elementwise/functions';
import { activateRange } from '../kernel';
import {
  itemsPerUnit,
  type Phase,
  phaseOver,
  type SimdKernel,
  type Workplace,
} from './simd-kernel';
import type { Span } from './simd-memory';

/** Applies an activation to pixels of a value, from one to another, or to some of their channels. */
export type Activate = (from: number, to: number, left?: number, right?: number) => void;

/** Which function and its numbers, as assembly/elementwise.ts has them. */
type Code = readonly [kind: number, first: number, second: number, third: number];

const EVERYTHING = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** The range that a kernel limits its results to by itself: all numbers where the activation is applied behind it. */
export function rangeOf(activation: Activation): readonly [low: number, high: number] {
  if (activation === 'relu') return [0, Number.POSITIVE_INFINITY];
  if (typeof activation === 'object' && 'clamp' in activation) return activation.clamp;
  return EVERYTHING;
}

/** What is left to do to pixels of a result; null where its range is all, and where JavaScript does it. */
export function activationBehind(
  activation: Activation,
  workplace: Workplace,
  y: Span,
): Activate | null {
  const isDone = rangeOf(activation) !== EVERYTHING || activation === 'none' || !codeOf(activation);
  return isDone ? null : activationFrom(activation, workplace, y, y);
}

/** A kernel, and behind it the activations that the module has not: they are rare, and JavaScript has their functions. */
export function withRareActivation(
  kernel: SimdKernel | null,
  activation: Activation,
): SimdKernel | null {
  if (!kernel || codeOf(activation)) return kernel;
  const place = (workplace: Workplace): Phase[] => {
    const { memory, output } = workplace;
    const { at, stride, pixels, channels } = output(0);
    const run = () => {
      for (let pixel = 0; pixel < pixels; pixel++) {
        activateRange(memory.numbers(at + pixel * stride, channels), 0, channels, activation);
      }
    };
    return [...kernel.place(workplace), { units: 1, run, isJavaScript: true }];
  };
  return { ...kernel, place };
}

/** y = act(x), or x where the module has no such activation; x may be y. */
function activationFrom(
  activation: Activation,
  { kernels }: Workplace,
  x: Span,
  y: Span,
): Activate {
  const [kind, ...numbers] = codeOf(activation) ?? [0, ...EVERYTHING, 0];
  return (from, to, left = 0, right = y.channels) =>
    kernels.activate(
      ...[kind, x.at + from * x.stride + 4 * left, x.stride],
      ...[y.at + from * y.stride + 4 * left, y.stride, to - from, right - left, ...numbers],
    );
}

function codeOf(activation: Activation): Code | null {
  if (activation === 'none' || rangeOf(activation) !== EVERYTHING) {
    return [0, ...rangeOf(activation), 0];
  }
  if (activation === 'hard-swish') return [1, 0, 0, 0];
  if (activation === 'sigmoid') return [5, 0, 0, 0];
  if (activation === 'silu') return [6, 0, 0, 0];
  if (isQuantized(activation)) {
    const { scale, low, high } = activation.quantize;
    return [4, scale, low, high];
  }
  if (typeof activation === 'string') return null;
  if ('hardSigmoid' in activation) return [2, ...activation.hardSigmoid, 0];
  if ('leakyRelu' in activation) return [3, activation.leakyRelu, 0, 0];
  return null;
}

/** A layer of its own: y = act(x). */
export function prepareActivation(activation: Activation): SimdKernel {
  return {
    name: 'simd-activation',
    scratchBytes: 0,
    place: (workplace) => {
      const y = workplace.output(0);
      const activate = activationFrom(activation, workplace, workplace.input(0), y);
      const run = (from: number, to: number) => activate(from, to);
      return [phaseOver(y.pixels, itemsPerUnit(y.channels), run)];
    },
  };
}
