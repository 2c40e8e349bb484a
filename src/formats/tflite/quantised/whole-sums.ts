// Layers whose sums of products float32 holds exactly: those of whole numbers that stay below 2²⁴, in whatever order they are added.
import { product } from '../../../util/math';
import { realNumbers } from '../dequantize';
import type { TfliteTensor } from '../tflite-tensor';
import { codesOf, inSteps, zeroPointOf } from './codes';

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
  const [least, greatest] = codesOf(x) ?? [0, 0];
  const reach = Math.max(zeroPointOf(x) - least, greatest - zeroPointOf(x));
  const sizes = magnitudes(weights, axis);
  const biases = bias && realNumbers(inSteps(bias));
  return sizes.every(
    (size, c) => size === 0 || reach * size + Math.abs(biases?.[c] ?? 0) <= MOST_EXACT,
  );
}

/** The sum of the magnitudes of each channel's weights, in steps. */
function magnitudes(weights: TfliteTensor, axis: number): Float64Array {
  const { data, type, shape, quantization } = weights;
  const channels = shape[axis] ?? 1;
  const inner = product(shape.slice(axis + 1));
  const sums = new Float64Array(channels);
  const { zeroPoints = [] } = quantization ?? {};
  const bytes = data ?? new Uint8Array();
  const codes =
    type === 'INT8' ? new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length) : bytes;
  for (let at = 0, c = 0; at < codes.length; at += inner, c = (c + 1) % channels) {
    const zeroPoint = zeroPoints[c % zeroPoints.length] ?? 0;
    let sum = 0;
    for (let i = at; i < at + inner; i++) sum += Math.abs((codes[i] as number) - zeroPoint);
    sums[c] = (sums[c] ?? 0) + sum;
  }
  return sums;
}
