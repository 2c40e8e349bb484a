// Activation functions as the epilogue of a kernel. The codes are read from here into the shader table.
// Uses the kernel's `params.activation`: bounds and step are data, so that layers that differ only there share a
// pipeline, also where one has a rectifier and another has none.
const ACTIVATION_BOUNDS = 0u;
const ACTIVATION_QUANTIZE = 1u;
const ACTIVATION_SIGMOID = 2u;
const ACTIVATION_TANH = 3u;
const ACTIVATION_HARD_SWISH = 4u;
const ACTIVATION_SILU = 5u;
const ACTIVATION_LEAKY_RELU = 6u;
const ACTIVATION_ELU = 7u;
const ACTIVATION_HARD_SIGMOID = 8u;
const ACTIVATION_SOFTPLUS = 9u;

const LARGEST = 3.4028234663852886e38;

override ACTIVATION: u32;

struct Activation {
  low: f32,    // of bounds and quantize; offset of hard-sigmoid
  high: f32,
  scale: f32,  // step of quantize; slope of leaky-relu and hard-sigmoid; a of elu
  unused: f32, // structs in uniforms have a multiple of 16 bytes
}

// exp(v) − 1 for v ≤ 0. Near zero the difference would lose all digits: there its series to the sixth power. What that leaves out
// is below half a last place down to −0.25, where the difference loses two bits. Below −80 the result is −1 long since, and exp
// would leave the normal floats.
fn exp_minus_one(v: elem4) -> elem4 {
  let series = v * (1 + v / 2 * (1 + v / 3 * (1 + v / 4 * (1 + v / 5 * (1 + v / 6)))));
  return select(exp(max(v, elem4(-80))) - 1, series, v > elem4(-0.25));
}

// 1 / (1 + e^−v), by e^−|v|: that exponential never overflows, and where it is zero so is the result's distance from 0 or 1.
fn times_sigmoid(v: elem4, factor: elem4) -> elem4 {
  let e = exp(-abs(v));
  return factor * select(e, elem4(1), v >= elem4(0)) / (1 + e);
}

fn activate(v: elem4) -> elem4 {
  let low = elem4(elem(params.activation.low));
  let high = elem4(elem(params.activation.high));
  let scale = elem4(elem(params.activation.scale));
  switch (ACTIVATION) {
    case ACTIVATION_QUANTIZE: { return clamp(round(v / scale) * scale, low, high); }
    case ACTIVATION_SIGMOID: { return times_sigmoid(v, elem4(1)); }
    // Made of exponentials that may overflow; beyond ±20 it is ±1.
    case ACTIVATION_TANH: { return tanh(clamp(v, elem4(-20), elem4(20))); }
    case ACTIVATION_HARD_SWISH: { return v * clamp(v + 3, elem4(0), elem4(6)) / 6; }
    case ACTIVATION_SILU: { return times_sigmoid(v, v); }
    case ACTIVATION_LEAKY_RELU: { return select(v, v * scale, v < elem4(0)); }
    case ACTIVATION_ELU: { return select(v, scale * exp_minus_one(v), v < elem4(0)); }
    case ACTIVATION_HARD_SIGMOID: { return clamp(v * scale + low, elem4(0), elem4(1)); }
    // By e^−|v|, which never overflows.
    case ACTIVATION_SOFTPLUS: { return max(v, elem4(0)) + log(1 + exp(-abs(v))); }
    // ACTIVATION_BOUNDS: none, one or two of them; an empty range is none. A range up to the largest number has no upper bound:
    // infinity stays what it is, as what is no number does.
    default: {
      let raised = select(v, low, v < low);
      let is_above = (raised > high) & vec4<bool>(params.activation.high < LARGEST);
      return select(v, select(raised, high, is_above), params.activation.low <= params.activation.high);
    }
  }
}
