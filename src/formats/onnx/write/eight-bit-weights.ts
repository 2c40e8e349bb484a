// Weights of 8 bits, found again in the real numbers that they stand for: whole multiples of a step.

import type { Shape } from '../../../tensor/tensor';
import { product } from '../../../util/math';

/** Weights as whole numbers: each is (code − zero point) · scale, the scale one for all or one for each filter. */
export interface EightBitWeights {
  readonly codes: Int8Array | Uint8Array;
  readonly scales: Float32Array<ArrayBuffer>;
  /** 0 for signed codes. */
  readonly zeroPoint: number;
}

const MOST_SIGNED = 127;
const MOST_UNSIGNED = 255;
/** What a multiple of a step may be off, as a share of itself: both, and what the step is found by, are rounded to single precision. */
const ROUNDING = 2 ** -21;
/**
 * The weights [k, …] as signed codes with a scale for each filter, or else as unsigned ones with a scale for all; null where they are
 * no multiples of so few steps.
 */
export function eightBitWeights(
  weights: Float32Array<ArrayBuffer>,
  shape: Shape,
): EightBitWeights | null {
  return signedByFilter(weights, shape) ?? unsigned(weights);
}

function signedByFilter(weights: Float32Array<ArrayBuffer>, [k = 1, ...rest]: Shape) {
  const length = product(rest);
  const scales = new Float32Array(k);
  const codes = new Int8Array(weights.length);
  for (let filter = 0; filter < k; filter++) {
    const own = weights.subarray(filter * length, (filter + 1) * length);
    const step = stepOf(own, MOST_SIGNED);
    if (step === null) return null;
    scales[filter] = step;
    for (const [i, weight] of own.entries()) codes[filter * length + i] = Math.round(weight / step);
  }
  return { codes, scales, zeroPoint: 0 };
}

function unsigned(weights: Float32Array<ArrayBuffer>): EightBitWeights | null {
  const step = stepOf(weights, MOST_UNSIGNED);
  if (step === null) return null;
  const steps = Float64Array.from(weights, (weight) => Math.round(weight / step));
  const [low, high] = [least(steps), -least(steps.map((count) => -count))];
  if (high - low > MOST_UNSIGNED) return null;
  return {
    codes: Uint8Array.from(steps, (count) => count - low),
    scales: Float32Array.of(step),
    zeroPoint: -low,
  };
}

/** Zero or less. */
function least(numbers: Float64Array): number {
  return numbers.reduce((a, b) => Math.min(a, b), 0);
}

/** The largest step that all weights are multiples of, up to `most` of them; null where there is none. 1 where all are 0. */
function stepOf(weights: Float32Array, most: number): number | null {
  const largest = weights.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  if (largest === 0) return 1;
  for (let count = 1; count <= most; count++) {
    const step = Math.fround(largest / count);
    const isMultiple = (weight: number) =>
      Math.abs(Math.round(weight / step) * step - weight) <= ROUNDING * Math.abs(weight);
    if (weights.every(isMultiple)) return step;
  }
  return null;
}
