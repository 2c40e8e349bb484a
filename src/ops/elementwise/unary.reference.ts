// Elementwise functions of one value on the CPU, and what kernels of them are off by the accuracies that WGSL asks of its
// functions (https://www.w3.org/TR/WGSL/#floating-point-accuracy). A row for each.
import { f32Tensor } from '../../tensor/tensor';
import { errorFunction } from '../../util/error-function';
import { roundHalfEven } from '../../util/math';
import type { NumberFormat } from '../number-format';
import type { Compute, Domain, Rounding } from '../reference';
import type { UnaryName, unary } from './unary';

interface Row {
  readonly apply: (x: number) => number;
  /** The largest absolute error of a kernel's y, with the reference's own rounding; none where it is not given. */
  readonly error?: (x: number, y: number, format: NumberFormat) => number;
  /** Numbers that it is defined for; all where it is not given. */
  readonly domain?: Domain;
}

/** Errors of so many units of the result's last place. */
function ulps(count: number): NonNullable<Row['error']> {
  return (_, y, { ulp, leastStep }) => count * ulp * Math.abs(y) + leastStep;
}

/** Of sine and cosine by polynomials: x is brought near zero, which leaves a share of its own rounding. */
function waveError(x: number, _y: number, { ulp }: NumberFormat): number {
  return ulp * (4 + Math.abs(x));
}

/** Of the error function by polynomials and an exponential, 1.5e-7 of which is the approximation's. */
function erfError(_x: number, _y: number, { ulp }: NumberFormat): number {
  return 1.5e-7 + 6 * ulp;
}

/** Of x times a quotient of exponentials of numbers up to `reach`, each 3 + 2·|x| ULP, of sums, a division and a product. */
function gateError(
  x: number,
  y: number,
  reach: number,
  { ulp, smallestNormal }: NumberFormat,
): number {
  return (3 + 2 * reach + 8) * ulp * Math.abs(y) + Math.abs(x) * smallestNormal;
}

/** Each by its name. */
export const ROWS: { readonly [N in UnaryName]: Row } = {
  abs: { apply: Math.abs },
  neg: { apply: (x) => -x },
  sign: { apply: Math.sign },
  floor: { apply: Math.floor },
  ceil: { apply: Math.ceil },
  round: { apply: roundHalfEven },
  // The reciprocal of an inverse square root, 2 and 2.5 ULP.
  sqrt: { apply: Math.sqrt, error: ulps(5), domain: 'positive' },
  reciprocal: { apply: (x) => 1 / x, error: ulps(3), domain: 'not zero' },
  exp: {
    apply: Math.exp,
    error: (x, y, { ulp, smallestNormal }) =>
      (3.5 + 2 * Math.abs(x)) * ulp * Math.abs(y) + smallestNormal,
  },
  // An absolute error near one, 3 ULP elsewhere.
  log: {
    apply: Math.log,
    error: (_, y, { ulp, logError }) => logError + 3.5 * ulp * Math.abs(y),
    domain: 'positive',
  },
  sin: { apply: Math.sin, error: waveError },
  cos: { apply: Math.cos, error: waveError },
  erf: { apply: errorFunction, error: erfError },
  gelu: {
    apply: (x) => (x / 2) * (1 + errorFunction(x * Math.SQRT1_2)),
    // Half of x times a sum, of which the error function's error is kept; and two products.
    error: (x, y, format) =>
      (Math.abs(x) / 2) * erfError(x, y, format) + 2 * format.ulp * Math.abs(y),
  },
  'gelu-tanh': {
    apply: (x) => x / (1 + Math.exp(-2 * tanhArgument(x))),
    // The exponential's argument is of three rounded products.
    error: (x, y, format) => gateError(x, y, 5 * Math.abs(tanhArgument(x)), format),
  },
  mish: {
    apply: (x) => x * Math.tanh(Math.log1p(Math.exp(x))),
    error: (x, y, format) => gateError(x, y, 2 * Math.abs(x), format),
  },
  softsign: { apply: (x) => x / (1 + Math.abs(x)), error: ulps(4) },
};

/** √(2/π) · (x + 0.044715 · x³). Hendrycks & Gimpel 2016, arXiv:1606.08415. */
function tanhArgument(x: number): number {
  return Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
}

/** y = f(x). */
export const compute: Compute<typeof unary> = ([x], attributes) => {
  const { apply } = ROWS[attributes.function];
  return [f32Tensor(x.shape, Float32Array.from(x.data, apply))];
};

/** What the function rounds. */
export const rounding: Rounding<typeof unary> = ({ attributes, inputs: [x], expected, format }) => {
  const { error } = ROWS[attributes.function];
  if (!error) return [];
  return [
    { errors: Float64Array.from(x.data, (value, i) => error(value, expected[i] ?? 0, format)) },
  ];
};
