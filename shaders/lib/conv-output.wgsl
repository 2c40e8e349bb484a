// How a layer's results go into y's span. Weights and biases are packed in the words of y's span, so a span that starts
// inside a word needs no shifting here. Uses the kernel's binding `y` and its `params.y`.
//#use channel-span

// Writes word n of a pixel, but for words behind the last one.
fn write_output(pixel: u32, n: u32, value: elem4) {
  if (n >= span_words(params.y)) {
    return;
  }
  let at = span_index(params.y, pixel, n);
  var result = value;
  if (UNALIGNED) {
    result = merge_lanes(params.y, n, y[at], result);
  }
  y[at] = result;
}
