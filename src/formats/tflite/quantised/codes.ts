// Quantised tensors: whole numbers of a type's range, counted from a zero point in steps of a scale.
import type { FusedActivation } from '../schema';
import type { TfliteTensor } from '../tflite-tensor';

/** Codes that an integer type can have. */
const CODES: Readonly<Record<string, readonly [least: number, greatest: number]>> = {
  UINT8: [0, 255],
  INT8: [-128, 127],
  INT16: [-32768, 32767],
};

/** The real numbers that a function gives; all contain 0. */
const RANGES: Readonly<Partial<Record<FusedActivation, readonly [low: number, high: number]>>> = {
  NONE: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  RELU: [0, Number.POSITIVE_INFINITY],
  RELU_N1_TO_1: [-1, 1],
  RELU6: [0, 6],
};

/** The least and the greatest code of a type; null for one that has none. */
export function codesOf({ type }: TfliteTensor): readonly [least: number, greatest: number] | null {
  return CODES[type] ?? null;
}

/** The scale of a tensor that has one. */
export function scaleOf({ quantization }: TfliteTensor): number {
  return quantization?.scales[0] ?? 0;
}

/** The code that stands for 0. */
export function zeroPointOf({ quantization }: TfliteTensor): number {
  return quantization?.zeroPoints[0] ?? 0;
}

/** Whether a function only limits numbers. */
export function isLimit(fused: FusedActivation): boolean {
  return fused in RANGES;
}

/**
 * The steps that a tensor can hold of what a function gives, or of all numbers where it does more than to limit them. The function's
 * limits are rounded like all other numbers: 6 may not be a multiple of the scale.
 */
export function stepsRange(
  tensor: TfliteTensor,
  fused: FusedActivation = 'NONE',
): readonly [low: number, high: number] {
  const [least, greatest] = (codesOf(tensor) ?? [0, 0]).map((code) => code - zeroPointOf(tensor));
  const [low, high] = (RANGES[fused] ?? [-Infinity, Infinity]).map((limit) =>
    Math.round(limit / scaleOf(tensor)),
  );
  return [Math.max(least ?? 0, low ?? 0), Math.min(greatest ?? 0, high ?? 0)];
}

/** Whether a code stands for one and the same number in both. */
export function sameQuantization(a: TfliteTensor, b: TfliteTensor): boolean {
  return a.type === b.type && scaleOf(a) === scaleOf(b) && zeroPointOf(a) === zeroPointOf(b);
}

/** A tensor with all scales 1: its real numbers are its steps. */
export function inSteps(tensor: TfliteTensor): TfliteTensor {
  const { quantization } = tensor;
  return quantization
    ? { ...tensor, quantization: { ...quantization, scales: quantization.scales.map(() => 1) } }
    : tensor;
}
