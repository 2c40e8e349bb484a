// Reads of kernels that carry channels of a second operand to y as they are.
// Uses the kernel's binding `b` and its `params.b`, `params.y`.
//#use channel-span

// The channels of b that belong into y's word `word`, at a pixel of b.
fn load_b(pixel: u32, word: u32) -> elem4 {
  if (UNALIGNED) {
    let source = shifted_source(params.b, params.y, word);
    let at = i32(pixel * params.b.words) + source.x;
    return shift_lanes(b[at], b[at + 1], source.y);
  }
  return b[span_index(params.b, pixel, word)];
}
