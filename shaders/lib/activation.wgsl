// Activation functions as the epilogue of a kernel. The codes are read from here into the shader table.
// Uses the kernel's `params.activation`: bounds and step are data, so that layers that differ only there share a
// pipeline.
const ACTIVATION_NONE = 0u;
const ACTIVATION_RELU = 1u;
const ACTIVATION_CLAMP = 2u;
const ACTIVATION_QUANTIZE = 3u;
const ACTIVATION_SIGMOID = 4u;
const ACTIVATION_TANH = 5u;
const ACTIVATION_HARD_SWISH = 6u;

override ACTIVATION: u32;

struct Activation {
  low: f32,    // of clamp and quantize
  high: f32,
  scale: f32,  // step of quantize
  unused: f32, // structs in uniforms have a multiple of 16 bytes
}

fn activate(v: elem4) -> elem4 {
  let low = elem4(elem(params.activation.low));
  let high = elem4(elem(params.activation.high));
  switch (ACTIVATION) {
    case ACTIVATION_RELU: { return max(v, elem4(0)); }
    case ACTIVATION_CLAMP: { return clamp(v, low, high); }
    case ACTIVATION_QUANTIZE: {
      let scale = elem(params.activation.scale);
      return clamp(round(v / scale) * scale, low, high);
    }
    // Arguments are limited to where exp and tanh neither overflow nor change the result.
    case ACTIVATION_SIGMOID: { return 1 / (1 + exp(min(-v, elem4(80)))); }
    case ACTIVATION_TANH: { return tanh(clamp(v, elem4(-20), elem4(20))); }
    case ACTIVATION_HARD_SWISH: { return v * clamp(v + 3, elem4(0), elem4(6)) / 6; }
    default: { return v; }
  }
}
