// Layers whose sums of products float32 holds exactly: those of whole numbers that stay below 2²⁴, in whatever order they are added.
import { product } from '../../../util/math';
import { realNumbers } from '../dequantize';
import type { TfliteTensor } from '../tflite-tensor';
import { codesOf, inSteps } from './codes';

const MOST_EXACT = 2 ** 24;

/**
 * Whether every sum of a layer is exact, whatever it reads. A channel whose weights are all zero gives its bias, which is rounded
 * once. `axis` is that of the weights' output channels.
 */
export function areSumsExact(
  x: TfliteTensor,
  weights: TfliteTensor,
  bias: TfliteTensor | null,
  axis: number,
): boolean {
  const reach = reachOf(x);
  const biases = Array.from(bias ? realNumbers(inSteps(bias)) : [], Math.abs);
  // Most layers are so small that no weights of their type could be too large together.
  const terms = product(weights.shape) / (weights.shape[axis] ?? 1);
  const largest = biases.reduce((most, size) => Math.max(most, size), 0);
  if (reach * reachOf(weights) * terms + largest <= MOST_EXACT) return true;
  return magnitudes(weights, axis).every(
    (size, c) => size === 0 || reach * size + (biases[c] ?? 0) <= MOST_EXACT,
  );
}

/** How far the codes of a tensor's type are from any of its zero points. */
function reachOf(tensor: TfliteTensor): number {
  const [least, greatest] = codesOf(tensor) ?? [0, 0];
  const zeroPoints = tensor.quantization?.zeroPoints ?? [];
  return zeroPoints.reduce((most, zero) => Math.max(most, zero - least, greatest - zero), 0);
}

/** The sum of the magnitudes of each channel's weights, in steps. */
function magnitudes(weights: TfliteTensor, axis: number): Float64Array {
  const { data, type, shape, quantization } = weights;
  const channels = shape[axis] ?? 1;
  const inner = product(shape.slice(axis + 1));
  const sums = new Float64Array(channels);
  const { zeroPoints = [] } = quantization ?? {};
  const bytes = data ?? new Uint8Array();
  // Both types as bytes: with its first bit turned, a code of INT8 is 128 more than it says.
  const offset = type === 'INT8' ? 128 : 0;
  for (let at = 0, c = 0; at < bytes.length; at += inner, c = (c + 1) % channels) {
    const zero = (zeroPoints[c % zeroPoints.length] ?? 0) + offset;
    let sum = 0;
    for (let i = at; i < at + inner; i++) sum += Math.abs(((bytes[i] as number) ^ offset) - zero);
    sums[c] = (sums[c] ?? 0) + sum;
  }
  return sums;
}
