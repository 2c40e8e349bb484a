// Integer arithmetic of tiles and packing, and the range of floats.

/** The largest finite float32: the bound of a range that has none, since WGSL may take infinities for granted not to occur. */
export const LARGEST_FLOAT = 3.4028234663852886e38;

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

/** The nearest whole number; halves go to the even neighbour, as WGSL's `round` and ONNX's quantisation do. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const fraction = x - floor;
  if (fraction !== 0.5) return fraction < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
