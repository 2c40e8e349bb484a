// Integer arithmetic of tiles and packing.

/** ⌈a / b⌉ for non-negative integers. */
export function ceilDiv(a: number, b: number): number {
  return Math.floor((a + b - 1) / b);
}

/** The smallest multiple of `step` that is at least `value`. */
export function roundUp(value: number, step: number): number {
  return ceilDiv(value, step) * step;
}

/** Product of all factors; 1 for none. */
export function product(factors: Iterable<number>): number {
  let result = 1;
  for (const factor of factors) result *= factor;
  return result;
}
