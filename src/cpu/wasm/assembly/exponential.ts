// e to the power of four numbers, as the Cephes library computes it: a power of two, and a polynomial for what is left.
import { plusProduct } from './vectors';

/** Below, results are no normal numbers; above, they are infinite. */
const LEAST: f32 = -87.33654;
const MOST: f32 = 89.5;
/** log₂ e; and ln 2 in two parts, the first of which has few digits, so that products with whole numbers are exact. */
const LOG2_E: f32 = Math.LOG2E as f32;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.1219444e-4;

/** eˣ to about one unit in the last place; the least normal number where it is smaller. */
export function exponential(x: v128): v128 {
  const bounded = f32x4.pmin(f32x4.pmax(x, f32x4.splat(LEAST)), f32x4.splat(MOST));
  const power = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(LOG2_E)));
  const above = f32x4.sub(bounded, f32x4.mul(power, f32x4.splat(LN2_HIGH)));
  const rest = f32x4.sub(above, f32x4.mul(power, f32x4.splat(LN2_LOW)));
  let series = f32x4.splat(1.98756915e-4);
  series = plusProduct(f32x4.splat(1.3981999507e-3), series, rest);
  series = plusProduct(f32x4.splat(8.3334519073e-3), series, rest);
  series = plusProduct(f32x4.splat(4.1665795894e-2), series, rest);
  series = plusProduct(f32x4.splat(1.6666665459e-1), series, rest);
  series = plusProduct(f32x4.splat(5.0000001201e-1), series, rest);
  const fraction = f32x4.add(plusProduct(rest, series, f32x4.mul(rest, rest)), f32x4.splat(1));
  // In two factors, since the largest power alone would be infinite.
  const whole = i32x4.trunc_sat_f32x4_s(power);
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(fraction, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

/** 2ⁿ of whole numbers: a number has its exponent, plus 127, in its bits from the 23rd on. */
function powerOfTwo(exponent: v128): v128 {
  return i32x4.shl(i32x4.add(exponent, i32x4.splat(127)), 23);
}
