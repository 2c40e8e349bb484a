// How every convolution kernel starts and ends: bias, activation, and the write into y's span.
// Uses the kernel's bindings `bias` and `y` and its `params.y`.
//#use layer-result
//#use conv-output

// What the sums of word n start from.
fn start_word(n: u32) -> elem4 {
  return bias[n];
}

fn store_output(pixel: u32, n: u32, value: elem4) {
  write_output(pixel, n, layer_result(n, value));
}
