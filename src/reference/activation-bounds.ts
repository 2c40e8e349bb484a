// What activations do to errors: how much of an error before them they pass on, and what computing them adds, by the
// accuracies that WGSL asks of its functions (https://www.w3.org/TR/WGSL/#floating-point-accuracy).
import { type Activation, activate } from '../ir/ops';
import type { NumberFormat } from './number-format';

/** The steepest slope: an error before the activation is at most this many times as large after it. */
export function steepestSlope(activation: Activation): number {
  if (typeof activation === 'object') {
    if ('leakyRelu' in activation) return Math.max(1, Math.abs(activation.leakyRelu));
    if ('elu' in activation) return Math.max(1, Math.abs(activation.elu));
    return 'hardSigmoid' in activation ? Math.abs(activation.hardSigmoid[0]) : 1;
  }
  switch (activation) {
    case 'sigmoid':
      return 0.25;
    case 'hard-swish':
      return 1.5;
    case 'silu':
      return 1.1;
    default:
      return 1;
  }
}

/** Whether `activationError` depends on the activation's argument, which then has to be computed. */
export function needsArgument(activation: Activation): boolean {
  if (typeof activation === 'string') return activation === 'sigmoid' || activation === 'silu';
  return 'elu' in activation || 'hardSigmoid' in activation || 'quantize' in activation;
}

/** The largest absolute error that computing y = act(x) in a format adds, also by rounding the activation's parameters. */
export function activationError(
  activation: Activation,
  x: number,
  y: number,
  format: NumberFormat,
): number {
  const { ulp, tanhError } = format;
  if (typeof activation === 'object') return parametricError(activation, x, y, ulp);
  switch (activation) {
    case 'sigmoid':
      return sigmoidError(x, y, 0, format);
    case 'silu':
      // Its product with x.
      return sigmoidError(x, y, 0.5, format);
    case 'tanh':
      return tanhError;
    case 'hard-swish':
      // A sum, a product and a division of 2.5 ULP.
      return (1 + 1 + 2.5) * ulp * Math.abs(y);
    default:
      return 0;
  }
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

function parametricError(
  activation: Exclude<Activation, string>,
  x: number,
  y: number,
  ulp: number,
): number {
  if ('leakyRelu' in activation) {
    // The slope, the product and the reference are rounded once each; positive numbers are left as they are.
    return y === 0 ? 0 : 1.5 * ulp * Math.abs(y);
  }
  if ('elu' in activation) {
    if (x >= 0) return 0;
    // Above −0.25 a series of six terms; below, exp, whose error the difference keeps.
    if (x > -0.25) return 8 * ulp * Math.abs(y);
    const scale = Math.abs(activation.elu);
    return scale * ((3 + 2 * Math.min(-x, 80)) * Math.exp(x) + 2) * ulp;
  }
  if ('hardSigmoid' in activation) {
    // A product and a sum, and both parameters are rounded.
    const [slope, offset] = activation.hardSigmoid;
    return 1.5 * ulp * (Math.abs(slope * x) + Math.abs(offset));
  }
  return 0;
}
