// What all kernels share: four channels of a pixel in a vector, and the last few channels where there are no four.

/** Bytes of a number and of a vector of four. */
export const NUMBER: usize = 4;
export const VECTOR: usize = 16;

/** Whether 0 ≤ at < size. */
export function isInside(at: i32, size: i32): bool {
  return (at as u32) < (size as u32);
}

/**
 * Within [low, high], and what is no number stays none: the second operand is only taken where it is the greater or smaller
 * one for certain. Both are single instructions, unlike `max` and `min`.
 */
export function bounded(value: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(value, low), high);
}

/** sum + a · b. */
export function plusProduct(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), sum);
}

/** Stores what belongs to a value: `bytes` are left of its pixel, which may be fewer than a vector's. */
export function storePart(to: usize, value: v128, bytes: usize): void {
  if (bytes >= VECTOR) {
    v128.store(to, value);
    return;
  }
  v128.store_lane<f32>(to, value, 0);
  if (bytes > NUMBER) v128.store_lane<f32>(to + NUMBER, value, 1);
  if (bytes > 2 * NUMBER) v128.store_lane<f32>(to + 2 * NUMBER, value, 2);
}

/** Copies whole numbers between places that do not overlap. */
export function copyNumbers(from: usize, to: usize, bytes: usize): void {
  let at: usize = 0;
  for (; at + VECTOR <= bytes; at += VECTOR) v128.store(to + at, v128.load(from + at));
  for (; at < bytes; at += NUMBER) f32.store(to + at, f32.load(from + at));
}
