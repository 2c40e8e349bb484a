// What activations do to errors: how much of an error before them they pass on, and what computing them adds, by the
// accuracies that WGSL asks of its functions (https://www.w3.org/TR/WGSL/#floating-point-accuracy). A row for each.
import type { NumberFormat } from '../number-format';
import {
  type Activation,
  type ActivationName,
  activate,
  type Parameters,
  partsOf,
} from './functions';

interface Row<N extends ActivationName> {
  /** The steepest slope; 1 where it is not given. */
  readonly slope?: (parameters: Parameters<N>) => number;
  /**
   * The largest absolute error that computing y = act(x) adds, also by rounding the activation's parameters; none where it is
   * not given.
   */
  readonly error?: (
    x: number,
    y: number,
    parameters: Parameters<N>,
    format: NumberFormat,
  ) => number;
  /** Whether errors depend on x, which then has to be computed. */
  readonly needsArgument?: boolean;
}

const ROWS: { readonly [N in ActivationName]: Row<N> } = {
  none: {},
  relu: {},
  sigmoid: {
    slope: () => 0.25,
    error: (x, y, _, format) => sigmoidError(x, y, 0, format),
    needsArgument: true,
  },
  tanh: { error: (_x, _y, _, { tanhError }) => tanhError },
  'hard-swish': {
    slope: () => 1.5,
    // A sum, a product and a division of 2.5 ULP.
    error: (_x, y, _, { ulp }) => (1 + 1 + 2.5) * ulp * Math.abs(y),
  },
  silu: {
    slope: () => 1.1,
    // Its product with x.
    error: (x, y, _, format) => sigmoidError(x, y, 0.5, format),
    needsArgument: true,
  },
  softplus: {
    // The logarithm of a number from 1 to 2, off by its own error and by a rounding of its argument; e^−|x| of 3 + 2·|x| ULP;
    // the sum, and the reference's own rounding.
    error: (x, y, _, { ulp, logError }) => {
      const exponential = Math.exp(-Math.abs(x));
      return logError + ulp * (1 + (3 + 2 * Math.abs(x)) * exponential + Math.abs(y));
    },
    needsArgument: true,
  },
  clamp: {},
  // Which step it is depends on the error before it: see `quantizedError`.
  quantize: { needsArgument: true },
  leakyRelu: {
    slope: (slope) => Math.max(1, Math.abs(slope)),
    // The slope, the product and the reference are rounded once each; positive numbers are left as they are.
    error: (_x, y, _, { ulp }) => (y === 0 ? 0 : 1.5 * ulp * Math.abs(y)),
  },
  elu: {
    slope: (a) => Math.max(1, Math.abs(a)),
    error: (x, y, a, { ulp }) => {
      if (x >= 0) return 0;
      // Above −0.25 a series of six terms; below, exp, whose error the difference keeps.
      if (x > -0.25) return 8 * ulp * Math.abs(y);
      return Math.abs(a) * ((3 + 2 * Math.min(-x, 80)) * Math.exp(x) + 2) * ulp;
    },
    needsArgument: true,
  },
  hardSigmoid: {
    slope: ([slope]) => Math.abs(slope),
    // A product and a sum, and both parameters are rounded.
    error: (x, _y, [slope, offset], { ulp }) =>
      1.5 * ulp * (Math.abs(slope * x) + Math.abs(offset)),
    needsArgument: true,
  },
};

/** The steepest slope: an error before the activation is at most this many times as large after it. */
export function steepestSlope(activation: Activation): number {
  const [{ slope }, parameters] = rowOf(activation);
  return slope?.(parameters) ?? 1;
}

/** Whether `activationError` depends on the activation's argument, which then has to be computed. */
export function needsArgument(activation: Activation): boolean {
  return rowOf(activation)[0].needsArgument ?? false;
}

/** The largest absolute error that computing y = act(x) in a format adds. */
export function activationError(
  activation: Activation,
  x: number,
  y: number,
  format: NumberFormat,
): number {
  const [{ error }, parameters] = rowOf(activation);
  return error?.(x, y, parameters, format) ?? 0;
}

/**
 * The largest absolute error of a quantised y, of an argument x that is `error` off: two neighbouring steps where x is
 * that near to the middle between them, and the roundings of the division by the scale and of the product with it, which are those of
 * the step that came out: next to 0 that is the larger one.
 */
export function quantizedError(
  activation: Activation,
  x: number,
  y: number,
  error: number,
  { ulp }: NumberFormat,
): number {
  const reach = error + 3.5 * ulp * Math.abs(x);
  const ends = [x - reach, x + reach].map((end) => activate(end, activation));
  const magnitude = Math.max(Math.abs(y), ...ends.map(Math.abs));
  return Math.max(...ends.map((end) => Math.abs(end - y))) + 1.5 * ulp * magnitude;
}

function rowOf(activation: Activation): [row: Row<ActivationName>, parameters: never] {
  const [name, parameters] = partsOf(activation);
  return [ROWS[name] as Row<ActivationName>, parameters as never];
}

/**
 * Of e^−|x|: 3 + 2·|x| ULP, of which y has as large a share as it is away from 1; a sum, a division of 2.5 ULP, and the
 * reference's own rounding, and so many `ulps` besides. An exponential below the least normal number may be flushed to
 * zero, and y with it; or y may be the least number where the reference has none.
 */
function sigmoidError(
  x: number,
  y: number,
  ulps: number,
  { ulp, smallestNormal, leastStep }: NumberFormat,
): number {
  if (Math.exp(x) < smallestNormal) return Math.max(Math.abs(y), leastStep);
  const exponential = (3 + 2 * Math.abs(x)) * activate(-x, 'sigmoid');
  return (exponential + 0.5 + 2.5 + 0.5 + ulps) * ulp * Math.abs(y);
}
