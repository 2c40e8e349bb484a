// Layers whose sums of products float32 holds exactly: those of whole numbers that stay below 2²⁴, in whatever order they are added.
import { product } from '../../../util/math';
import { realNumbers } from '../dequantize';
import type { TfliteTensor } from '../tflite-tensor';
import { codesOf, inSteps } from './codes';
import { magnitudes } from './magnitudes';

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
  const biases = bias ? realNumbers(inSteps(bias)) : new Float32Array();
  let largest = 0;
  for (const size of biases) largest = Math.max(largest, Math.abs(size));
  // Most layers are so small that no weights of their type could be too large together.
  const terms = product(weights.shape) / (weights.shape[axis] ?? 1);
  if (reach * reachOf(weights) * terms + largest <= MOST_EXACT) return true;
  return magnitudes(weights, axis).every(
    (size, c) => size === 0 || reach * size + Math.abs(biases[c] ?? 0) <= MOST_EXACT,
  );
}

/** How far the codes of a tensor's type are from any of its zero points. */
function reachOf(tensor: TfliteTensor): number {
  const [least, greatest] = codesOf(tensor) ?? [0, 0];
  const zeroPoints = tensor.quantization?.zeroPoints ?? [];
  return zeroPoints.reduce((most, zero) => Math.max(most, zero - least, greatest - zero), 0);
}
