// How every convolution kernel starts and ends: bias, activation, and the write into y's span.
// Uses the kernel's bindings `bias` and `y` and its `params.y`. Bias and weights are packed in the words of y's
// span, so a span that starts inside a word needs no shifting here.
//#use activation
//#use channel-span

// The accumulator of 4 pixels × the 4 channels of word n.
fn start_block(n: u32) -> elem4x4 {
  let b = bias[n];
  return elem4x4(b, b, b, b);
}

fn store_output(pixel: u32, n: u32, value: elem4) {
  if (pixel >= params.y.pixels || n >= span_words(params.y)) {
    return;
  }
  let at = span_index(params.y, pixel, n);
  var result = activate(value);
  if (UNALIGNED) {
    result = merge_lanes(params.y, n, y[at], result);
  }
  y[at] = result;
}

fn store_block(pixel: u32, n: u32, sums: elem4x4) {
  store_output(pixel, n, sums[0]);
  store_output(pixel + 1u, n, sums[1]);
  store_output(pixel + 2u, n, sums[2]);
  store_output(pixel + 3u, n, sums[3]);
}
