// Functions of one value or two, number by number: pixels with strides in bytes, so that parts of concatenations are read and
// written where they lie.
import { exponential } from './exponential';
import { bounded, NUMBER, plusProduct, storePart, VECTOR } from './vectors';

/** Which function of two: as wasm/elementwise.ts numbers them. */
const ADD: i32 = 0;
const SUBTRACT: i32 = 1;

/** y = bounded(a ∘ b). A stride of b of 0 repeats its first vector. */
export function combine(
  operation: i32,
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  y: usize,
  yStride: usize,
  pixels: i32,
  channels: i32,
  low: f32,
  high: f32,
): void {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  const bytes = (channels as usize) * NUMBER;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c: usize = 0; c < bytes; c += VECTOR) {
      const first = v128.load(a + c);
      const second = v128.load(b + c);
      const value =
        operation === ADD
          ? f32x4.add(first, second)
          : operation === SUBTRACT
            ? f32x4.sub(first, second)
            : f32x4.mul(first, second);
      storePart(y + c, bounded(value, lows, highs), bytes - c);
    }
    a += aStride;
    b += bStride;
    y += yStride;
  }
}

/** y = bounded(scale[c] · x + shift[c]). */
export function scaleShift(
  x: usize,
  xStride: usize,
  scale: usize,
  shift: usize,
  y: usize,
  yStride: usize,
  pixels: i32,
  channels: i32,
  low: f32,
  high: f32,
): void {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  const bytes = (channels as usize) * NUMBER;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c: usize = 0; c < bytes; c += VECTOR) {
      const value = plusProduct(v128.load(shift + c), v128.load(x + c), v128.load(scale + c));
      storePart(y + c, bounded(value, lows, highs), bytes - c);
    }
    x += xStride;
    y += yStride;
  }
}

/** Which function of one: as wasm/activation.ts numbers them. */
const BOUNDS: i32 = 0;
const HARD_SWISH: i32 = 1;
const HARD_SIGMOID: i32 = 2;
const LEAKY_RELU: i32 = 3;
const QUANTIZE: i32 = 4;
const SIGMOID: i32 = 5;

/** y = f(x), f with up to three numbers of its own; x and y may be one. */
export function activate(
  kind: i32,
  x: usize,
  xStride: usize,
  y: usize,
  yStride: usize,
  pixels: i32,
  channels: i32,
  first: f32,
  second: f32,
  third: f32,
): void {
  const p = f32x4.splat(first);
  const q = f32x4.splat(second);
  const r = f32x4.splat(third);
  const bytes = (channels as usize) * NUMBER;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c: usize = 0; c < bytes; c += VECTOR) {
      storePart(y + c, activated(kind, v128.load(x + c), p, q, r), bytes - c);
    }
    x += xStride;
    y += yStride;
  }
}

function activated(kind: i32, x: v128, p: v128, q: v128, r: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (kind === BOUNDS) return bounded(x, p, q);
  if (kind === HARD_SWISH) {
    const six = f32x4.splat(6);
    const gate = bounded(f32x4.add(x, f32x4.splat(3)), zero, six);
    return f32x4.div(f32x4.mul(x, gate), six);
  }
  if (kind === HARD_SIGMOID) return bounded(plusProduct(q, x, p), zero, one);
  if (kind === LEAKY_RELU) return v128.bitselect(f32x4.mul(x, p), x, f32x4.lt(x, zero));
  if (kind === QUANTIZE) {
    return bounded(f32x4.mul(f32x4.nearest(f32x4.div(x, p)), p), q, r);
  }
  const gate = f32x4.add(one, exponential(f32x4.neg(x)));
  return f32x4.div(kind === SIGMOID ? one : x, gate);
}

/** y = x, number by number. */
export function copy(
  x: usize,
  xStride: usize,
  y: usize,
  yStride: usize,
  pixels: i32,
  channels: i32,
): void {
  const bytes = (channels as usize) * NUMBER;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c: usize = 0; c < bytes; c += VECTOR) {
      storePart(y + c, v128.load(x + c), bytes - c);
    }
    x += xStride;
    y += yStride;
  }
}

/** Which neighbour a tie takes: as wasm/requantized.ts numbers them. */
const TIES_UP: i32 = 1;
const TIES_AWAY: i32 = 2;

/** y = bounded(round(x · k[c])); what `away` means is in ops/elementwise/requantize.ts. */
export function requantize(
  ties: i32,
  x: usize,
  xStride: usize,
  k: usize,
  y: usize,
  yStride: usize,
  pixels: i32,
  channels: i32,
  origin: f32,
  low: f32,
  high: f32,
): void {
  const origins = f32x4.splat(origin);
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  const bytes = (channels as usize) * NUMBER;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c: usize = 0; c < bytes; c += VECTOR) {
      const scaled = f32x4.mul(v128.load(x + c), v128.load(k + c));
      const whole =
        ties === TIES_AWAY
          ? f32x4.sub(awayFromZero(f32x4.add(scaled, origins)), origins)
          : ties === TIES_UP
            ? f32x4.floor(f32x4.add(scaled, f32x4.splat(0.5)))
            : f32x4.nearest(scaled);
      storePart(y + c, bounded(whole, lows, highs), bytes - c);
    }
    x += xStride;
    y += yStride;
  }
}

function awayFromZero(code: v128): v128 {
  const half = f32x4.splat(0.500244140625);
  const sign = v128.and(code, f32x4.splat(-0.0));
  return v128.or(f32x4.floor(f32x4.add(f32x4.abs(code), half)), sign);
}

/** y = bounded((a · m + b · n + half) >> shift). A stride of b of 0 repeats its first vector. */
export function requantizeSum(
  a: usize,
  aStride: usize,
  m: i32,
  b: usize,
  bStride: usize,
  n: i32,
  y: usize,
  yStride: usize,
  pixels: i32,
  channels: i32,
  shift: i32,
  low: f32,
  high: f32,
): void {
  const firstFactors = i32x4.splat(m);
  const secondFactors = i32x4.splat(n);
  const half = i32x4.splat(1 << (shift - 1));
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  const bytes = (channels as usize) * NUMBER;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c: usize = 0; c < bytes; c += VECTOR) {
      const first = i32x4.mul(i32x4.trunc_sat_f32x4_s(v128.load(a + c)), firstFactors);
      const second = i32x4.mul(i32x4.trunc_sat_f32x4_s(v128.load(b + c)), secondFactors);
      const sum = i32x4.shr_s(i32x4.add(i32x4.add(first, second), half), shift);
      storePart(y + c, bounded(f32x4.convert_i32x4_s(sum), lows, highs), bytes - c);
    }
    a += aStride;
    b += bStride;
    y += yStride;
  }
}
