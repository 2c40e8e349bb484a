// Activation functions: elementwise functions that stand alone or end another op. A row for each.
import { roundHalfEven } from '../../util/math';

/**
 * An elementwise function. `silu` is x · sigmoid(x); `softplus` is log(1 + exp(x)); `clamp` limits to [low, high]; `quantize`
 * gives the nearest multiple of `scale` within [low, high]: what a quantised tensor can hold. `leakyRelu` is the slope for
 * x < 0; `elu` is a in a · (exp(x) − 1) for x < 0; `hardSigmoid` is max(0, min(1, slope · x + offset)).
 */
export type Activation =
  | 'none'
  | 'relu'
  | 'sigmoid'
  | 'tanh'
  | 'hard-swish'
  | 'silu'
  | 'softplus'
  | { readonly clamp: readonly [low: number, high: number] }
  | { readonly quantize: Quantization }
  | { readonly leakyRelu: number }
  | { readonly elu: number }
  | { readonly hardSigmoid: readonly [slope: number, offset: number] };

/** The real values of a quantised tensor: multiples of `scale` from `low` to `high`. */
export interface Quantization {
  readonly scale: number;
  readonly low: number;
  readonly high: number;
}

type KeyOf<T> = T extends unknown ? keyof T : never;

/** Activations with numbers of their own: each an object with one key. */
type Parametric = Exclude<Activation, string>;
type ParametricName = KeyOf<Parametric>;
/** What an activation is told apart by. */
export type ActivationName = Extract<Activation, string> | ParametricName;
/** The numbers of an activation; nothing for those that have none. */
export type Parameters<N extends ActivationName> = N extends ParametricName
  ? Extract<Parametric, { readonly [K in N]: unknown }>[N &
      keyof Extract<Parametric, { readonly [K in N]: unknown }>]
  : undefined;

/** The kind of an activation's numbers, a word of a schema. */
type ParametersWord<N extends ActivationName> = N extends ParametricName
  ? 'real' | 'realPair' | 'quantization'
  : null;

interface Row<N extends ActivationName> {
  readonly takes: ParametersWord<N>;
  /** y of one x: the meaning of the activation wherever it is computed on the CPU. */
  readonly apply: (x: number, parameters: Parameters<N>) => number;
}

/** Every activation. */
export const FUNCTIONS: { readonly [N in ActivationName]: Row<N> } = {
  none: { takes: null, apply: (x) => x },
  relu: { takes: null, apply: (x) => Math.max(x, 0) },
  sigmoid: { takes: null, apply: (x) => 1 / (1 + Math.exp(-x)) },
  tanh: { takes: null, apply: Math.tanh },
  'hard-swish': { takes: null, apply: (x) => (x * clamp(x + 3, 0, 6)) / 6 },
  silu: { takes: null, apply: (x) => x / (1 + Math.exp(-x)) },
  // By e^−|x|, which never overflows.
  softplus: { takes: null, apply: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) },
  clamp: { takes: 'realPair', apply: (x, [low, high]) => clamp(x, low, high) },
  quantize: {
    takes: 'quantization',
    apply: (x, { scale, low, high }) => clamp(roundHalfEven(x / scale) * scale, low, high),
  },
  leakyRelu: { takes: 'real', apply: (x, slope) => (x < 0 ? slope * x : x) },
  elu: { takes: 'real', apply: (x, a) => (x < 0 ? a * Math.expm1(x) : x) },
  hardSigmoid: {
    takes: 'realPair',
    apply: (x, [slope, offset]) => clamp(slope * x + offset, 0, 1),
  },
};

/** min(max(x, 0), 6), the activation of the MobileNets (arXiv:1704.04861). */
export const RELU6: Activation = { clamp: [0, 6] };

/** The activation's row and its numbers. */
export function partsOf(activation: Activation): [name: ActivationName, parameters: unknown] {
  if (typeof activation === 'string') return [activation, undefined];
  const [[name, parameters] = ['none', undefined]] = Object.entries(activation);
  return [name as ActivationName, parameters];
}

/** Activations that limit numbers to a range, or do nothing. */
const BOUNDS: readonly ActivationName[] = ['none', 'relu', 'clamp'];

/** Whether all that it does is to limit numbers to a range, or nothing. */
export function isBounds(activation: Activation): boolean {
  return BOUNDS.includes(partsOf(activation)[0]);
}

/** Whether it gives multiples of a step. */
export function isQuantized(
  activation: Activation,
): activation is { readonly quantize: Quantization } {
  return typeof activation === 'object' && 'quantize' in activation;
}

/** y = act(x) for one number. */
export function activate(x: number, activation: Activation): number {
  const [name, parameters] = partsOf(activation);
  return (FUNCTIONS[name] as Row<ActivationName>).apply(x, parameters as never);
}

/** act as a function of one number: for many of them, the row is looked up once. */
export function activator(activation: Activation): (x: number) => number {
  const [name, parameters] = partsOf(activation);
  const { apply } = FUNCTIONS[name] as Row<ActivationName>;
  return (x) => apply(x, parameters as never);
}

/** `relu6`, as activations are written in listings and variant ids. */
export function activationName(activation: Activation): string {
  const [name] = partsOf(activation);
  if (typeof activation === 'object' && 'clamp' in activation) {
    const [low, high] = activation.clamp;
    return low === 0 && high === 6 ? 'relu6' : 'clamp';
  }
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}
