// How far softmax and its logarithm may be off, by the accuracies that WGSL asks of its functions
// (https://www.w3.org/TR/WGSL/#floating-point-accuracy).
import { channelsOf, type Tensor } from '../../tensor/tensor';
import type { NumberFormat } from '../number-format';
import { oneTap } from '../sum-of-products';
import { roundingsOfSums } from '../sum-rounding';

/** Of every element of the softmax of x, which is `expected`. */
export function softmaxErrors(
  x: Tensor,
  expected: ArrayLike<number>,
  format: NumberFormat,
): Float64Array {
  const { ulp, smallestNormal } = format;
  const c = channelsOf(x.shape);
  return joinRows(x, format, ({ distances, sum }, row) =>
    // A quotient is 2.5 ULP off, the reference half of one.
    distances.map((distance, i) => {
      const y = expected[row * c + i] ?? 0;
      return y * (exponentialError(distance) * ulp + sum + 3 * ulp) + smallestNormal;
    }),
  );
}

/** Of every element of the logarithm of the softmax of x. */
export function logSoftmaxErrors(x: Tensor, format: NumberFormat): Float64Array {
  const { ulp, logError } = format;
  const n = channelsOf(x.shape);
  return joinRows(x, format, ({ distances, sum }) => {
    // The sum is at least 1 and at most n. WGSL's logarithm is off by a number near 1, by 3 ULP elsewhere.
    const logarithm = sum + logError + 3 * ulp * Math.log(n);
    // Two differences and the reference's own rounding.
    return distances.map((distance) => logarithm + 1.5 * ulp * (distance + Math.log(n)));
  });
}

/** What both compute first. */
interface Row {
  /** Of every number from the row's largest. */
  readonly distances: Float64Array;
  /** The relative error of the sum of the exponentials. */
  readonly sum: number;
}

/** e^−d in ULP: 3 + 2·d of the function, and the rounding of d. */
function exponentialError(distance: number): number {
  return 3 + 2.5 * distance;
}

function joinRows(
  { shape, data }: Tensor,
  format: NumberFormat,
  errorsOf: (row: Row, index: number) => Float64Array,
): Float64Array {
  const c = channelsOf(shape);
  const errors = new Float64Array(data.length);
  for (let index = 0; index * c < data.length; index++) {
    const values = Float64Array.from(data.subarray(index * c, (index + 1) * c));
    const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const distances = Float64Array.from(values, (value) => largest - value);
    errors.set(errorsOf({ distances, sum: sumError(distances, format) }, index), index * c);
  }
  return errors;
}

/** Relative: the errors of the exponentials by their shares, and the roundings of their sum. */
function sumError(distances: Float64Array, format: NumberFormat): number {
  const exponentials = Float32Array.from(distances, (distance) => Math.exp(-distance));
  const errors = distances.map((distance) => exponentialError(distance) * Math.exp(-distance));
  const ones = new Float32Array(exponentials.length).fill(1);
  const { sum, errors: roundings } = roundingsOfSums(format);
  const total = sum(0, oneTap(exponentials, ones, exponentials.length), 1);
  const ofExponentials = errors.reduce((a, b) => a + b, 0) * format.ulp;
  return (ofExponentials + (roundings[0] ?? 0)) / total;
}
