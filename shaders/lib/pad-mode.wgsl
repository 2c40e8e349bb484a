// What a border is made of. The codes are read from here into the shader table.
const PAD_CONSTANT = 0u;
const PAD_REFLECT = 1u;
const PAD_EDGE = 2u;

override PAD_MODE: u32;

// The pixel (row, column) that is read for one that may lie outside a map of this size; itself for a border of one
// value. A mirrored border is narrower than the map and does not repeat its outermost pixels.
fn pad_source(at: vec2i, size: vec2i) -> vec2i {
  let last = size - 1;
  switch (PAD_MODE) {
    case PAD_REFLECT: { return last - abs(last - abs(at)); }
    case PAD_EDGE: { return clamp(at, vec2i(0), last); }
    default: { return at; }
  }
}
