// Functions of one value. The codes are read from here into the shader table.
const UNARY_ABS = 0u;
const UNARY_NEG = 1u;
const UNARY_SIGN = 2u;
const UNARY_FLOOR = 3u;
const UNARY_CEIL = 4u;
const UNARY_ROUND = 5u;
const UNARY_SQRT = 6u;
const UNARY_RECIPROCAL = 7u;
const UNARY_EXP = 8u;
const UNARY_LOG = 9u;
const UNARY_SIN = 10u;
const UNARY_COS = 11u;
const UNARY_ERF = 12u;
const UNARY_GELU = 13u;
const UNARY_GELU_TANH = 14u;
const UNARY_MISH = 15u;
const UNARY_SOFTSIGN = 16u;

override UNARY: u32;

const SQRT_HALF = 0.70710678;

// Sine of v plus `quarters` quarter turns. WGSL's own may be off by 2^-11, and by anything beyond ±π. π/2 is taken away in
// three parts, the first two so short that their products with whole numbers below 2^13 are exact. The polynomials are minimax
// ones on ±π/4: before rounding, sine is off by at most 2^-27.6 there, cosine by 2^-25.4.
fn wave(v: elem4, quarters: elem4) -> elem4 {
  let turns = round(v * 0.63661977);
  let r = ((v - turns * 1.5703125) - turns * 0.00048351288) - turns * 3.138555e-7;
  let s = r * r;
  let sine = r * (1 + s * (-0.16666666 + s * (0.0083333310 + s * (-0.00019840874 + s * 2.7525562e-6))));
  let cosine = 1 + s * (-0.5 + s * (0.041666645 + s * (-0.0013888397 + s * 2.4760495e-5)));
  let quarter = turns + quarters;
  let is_cosine = fract(quarter / 2) != elem4(0);
  let is_negative = fract(floor(quarter / 2) / 2) != elem4(0);
  let value = select(sine, cosine, is_cosine);
  return select(value, -value, is_negative);
}

// Near zero the series of x; elsewhere 1 − t·p(t)·exp(−x²), t = 1 / (1 + 0.3275911·x) (Abramowitz & Stegun 7.1.26, off by
// 1.5e-7 at most).
fn error_function(v: elem4) -> elem4 {
  // What is no number stays so.
  let x = select(abs(v), elem4(6), abs(v) > elem4(6));
  let s = v * v;
  let series = v * (1.1283792 - s * (0.37612638 - s * (0.11283792 - s * (0.026866170 - s * (0.0052239776 - s * 0.00085483270)))));
  let t = 1 / (1 + 0.3275911 * x);
  let p = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return select(sign(v) * (1 - p * exp(-x * x)), series, x < elem4(0.5));
}

// v · tanh(log(1 + exp(v))) as a quotient of what exp(−|v|) makes, which never overflows.
fn mish(v: elem4) -> elem4 {
  let e = exp(-abs(v));
  let below = e * (e + 2);
  let above = 1 + 2 * e;
  return v * select(below / (below + 2), above / (above + 2 * e * e), v >= elem4(0));
}

fn apply(v: elem4) -> elem4 {
  switch (UNARY) {
    case UNARY_NEG: { return -v; }
    case UNARY_SIGN: { return sign(v); }
    case UNARY_FLOOR: { return floor(v); }
    case UNARY_CEIL: { return ceil(v); }
    case UNARY_ROUND: { return round(v); }
    case UNARY_SQRT: { return sqrt(v); }
    case UNARY_RECIPROCAL: { return 1 / v; }
    case UNARY_EXP: { return exp(v); }
    case UNARY_LOG: { return log(v); }
    case UNARY_SIN: { return wave(v, elem4(0)); }
    case UNARY_COS: { return wave(v, elem4(1)); }
    case UNARY_ERF: { return error_function(v); }
    case UNARY_GELU: { return v / 2 * (1 + error_function(v * SQRT_HALF)); }
    case UNARY_GELU_TANH: {
      let u = -1.5957691 * (v + 0.044715 * v * v * v);
      // By e^−|u|, which never overflows.
      let e = exp(-abs(u));
      return v * select(e, elem4(1), u <= elem4(0)) / (1 + e);
    }
    case UNARY_MISH: { return mish(v); }
    case UNARY_SOFTSIGN: { return v / (1 + abs(v)); }
    default: { return abs(v); }
  }
}
