// The write of one activated word into y's span. Weights are packed in the words of y, so a span that starts inside a
// word needs no shifting here. Uses the kernel's binding `y` and its `params.y`.
//#use activation
//#use channel-span

// `n` counts words within the span.
fn store_activated(pixel: u32, n: u32, value: elem4) {
  let at = span_index(params.y, pixel, n);
  var result = activate(value);
  if (UNALIGNED) {
    result = merge_lanes(params.y, n, y[at], result);
  }
  y[at] = result;
}
