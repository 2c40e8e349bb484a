// Activation functions as the epilogue of a kernel. The codes are read from here into the shader table.
const ACTIVATION_NONE = 0u;
const ACTIVATION_RELU = 1u;

override ACTIVATION: u32;

fn activate(v: elem4) -> elem4 {
  if (ACTIVATION == ACTIVATION_RELU) {
    return max(v, elem4(0));
  }
  return v;
}
