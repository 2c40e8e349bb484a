// Softmax over the channels of each pixel, shifted by the largest of them so that no exponential overflows.
import { exponential } from './exponential';
import { NUMBER, storePart, VECTOR } from './vectors';

/** y[…, c] = exp(x[…, c] − m) / Σ exp(x[…, ·] − m), m = max x[…, ·]. */
export function softmax(
  x: usize,
  xStride: usize,
  y: usize,
  yStride: usize,
  pixels: i32,
  channels: i32,
): void {
  const bytes = (channels as usize) * NUMBER;
  const whole = bytes & ~(VECTOR - 1);
  for (let pixel = 0; pixel < pixels; pixel++) {
    let largest = f32.load(x);
    for (let c: usize = 0; c < bytes; c += NUMBER) largest = max(largest, f32.load(x + c));
    const shift = f32x4.splat(largest);
    let sums = f32x4.splat(0);
    for (let c: usize = 0; c < bytes; c += VECTOR) {
      const value = exponential(f32x4.sub(v128.load(x + c), shift));
      storePart(y + c, value, bytes - c);
      if (c < whole) sums = f32x4.add(sums, value);
    }
    let sum =
      f32x4.extract_lane(sums, 0) +
      f32x4.extract_lane(sums, 1) +
      (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3));
    for (let c = whole; c < bytes; c += NUMBER) sum += f32.load(y + c);
    const divisor = f32x4.splat(sum);
    for (let c: usize = 0; c < bytes; c += VECTOR) {
      storePart(y + c, f32x4.div(v128.load(y + c), divisor), bytes - c);
    }
    x += xStride;
    y += yStride;
  }
}
