// How far weights are from their zero point, added up.
import { product } from '../../../util/math';
import type { TfliteTensor } from '../tflite-tensor';

/** The sum of the magnitudes of each channel's weights, in steps. `axis` is that of the channels. */
export function magnitudes(
  { data, type, shape, quantization }: TfliteTensor,
  axis: number,
): Float64Array {
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
