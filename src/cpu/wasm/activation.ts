// Activations: bounds inside the kernels that compute what they are applied to, others behind them.
import { type Activation, isQuantized } from '../../ops/elementwise/functions';
import { activateRange } from '../kernel';
import { itemsPerUnit, phaseOver, type SimdKernel, type Workplace } from './simd-kernel';
import type { Span } from './simd-memory';

/** Applies an activation to pixels of a value, from one to another. */
export type Activate = (from: number, to: number) => void;

/** Which function and its numbers, as assembly/elementwise.ts has them. */
type Code = readonly [kind: number, first: number, second: number, third: number];

const EVERYTHING = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** The range that a kernel limits its results to by itself: all numbers where the activation is applied behind it. */
export function rangeOf(activation: Activation): readonly [low: number, high: number] {
  if (activation === 'relu') return [0, Number.POSITIVE_INFINITY];
  if (typeof activation === 'object' && 'clamp' in activation) return activation.clamp;
  return EVERYTHING;
}

/** What is left to do to pixels of a result; null where its range is all. */
export function activationBehind(
  activation: Activation,
  workplace: Workplace,
  y: Span,
): Activate | null {
  const isDone = activation === 'none' || rangeOf(activation) !== EVERYTHING;
  return isDone ? null : activationFrom(activation, workplace, y, y);
}

/** y = act(x) for any activation but bounds; x may be y. */
function activationFrom(
  activation: Activation,
  { kernels, memory }: Workplace,
  x: Span,
  y: Span,
): Activate {
  const code = codeOf(activation);
  const { channels } = y;
  const whole = code ?? [0, ...EVERYTHING, 0];
  return (from, to) => {
    const [xAt, yAt] = [x.at + from * x.stride, y.at + from * y.stride];
    const [kind, first, second, third] = whole;
    if (code || x !== y) {
      kernels.activate(
        ...[kind, xAt, x.stride, yAt, y.stride, to - from, channels],
        ...[first, second, third],
      );
    }
    if (code) return;
    // The others are rare, and JavaScript has their functions.
    for (let pixel = from; pixel < to; pixel++) {
      activateRange(memory.numbers(y.at + pixel * y.stride, channels), 0, channels, activation);
    }
  };
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
      const run = activationFrom(activation, workplace, workplace.input(0), y);
      return [phaseOver(y.pixels, itemsPerUnit(y.channels), run)];
    },
  };
}
