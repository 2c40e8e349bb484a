// How convolution kernels start and end: bias, activation, and the write into y's span.
// Uses the kernel's bindings `bias`, in the words of y's span, and `y`, and its `params.y`.
//#use conv-store
//#use channel-span

// What the sums of word n start from.
fn start_word(n: u32) -> elem4 {
  return bias[n];
}

fn store_output(pixel: u32, n: u32, value: elem4) {
  if (n >= span_words(params.y)) {
    return;
  }
  store_activated(pixel, n, value);
}
