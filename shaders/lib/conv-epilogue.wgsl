// How every convolution kernel starts and ends: bias, activation, and the write into y's span.
// Uses the kernel's bindings `bias` and `y` and its `params.y`. Bias and weights are packed in the words of y's
// span, so a span that starts inside a word needs no shifting here.
//#use activation
//#use channel-span

// What the sums of word n start from.
fn start_word(n: u32) -> elem4 {
  return bias[n];
}

fn store_output(pixel: u32, n: u32, value: elem4) {
  if (n >= span_words(params.y)) {
    return;
  }
  let at = span_index(params.y, pixel, n);
  var result = activate(value);
  if (UNALIGNED) {
    result = merge_lanes(params.y, n, y[at], result);
  }
  y[at] = result;
}
