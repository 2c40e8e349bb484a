// Reads and writes of kernels that carry channels from x to y as they are.
// Uses the kernel's bindings `x` and `y` and its `params.x`, `params.y`.
//#use channel-span

// The channels of x that belong into y's word `word`, at a pixel of x.
fn load_word(pixel: u32, word: u32) -> elem4 {
  if (UNALIGNED) {
    let source = shifted_source(params.x, params.y, word);
    let at = i32(pixel * params.x.words) + source.x;
    return shift_lanes(x[at], x[at + 1], source.y);
  }
  return x[span_index(params.x, pixel, word)];
}

fn store_word(pixel: u32, word: u32, value: elem4) {
  let to = span_index(params.y, pixel, word);
  if (UNALIGNED) {
    y[to] = merge_lanes(params.y, word, y[to], value);
  } else {
    y[to] = value;
  }
}
