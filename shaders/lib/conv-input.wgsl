// How register-blocked convolutions with a window read: the pixel under one tap of the window of an output pixel.
// Taps outside x read as zero. Uses the kernel's binding `x` and its `params.x` and `params.in_hw`.
//#use channel-span
//#use conv-origin
struct Source { at: u32, is_inside: bool }  // index of the pixel's first word

alias InputWord = elem4;

fn source_of(o: Origin, tap: vec2u) -> Source {
  let row = o.row + i32(tap.x * D_H);
  let column = o.column + i32(tap.y * D_W);
  let is_inside = is_in_axis(row, params.in_hw.x) & is_in_axis(column, params.in_hw.y);
  let pixel = (o.rows_before + u32(row)) * params.in_hw.y + u32(column);
  return Source(select(0u, pixel, is_inside) * params.x.words + params.x.first / 4u, is_inside);
}

fn load_input(s: Source, word: u32) -> elem4 {
  return select(elem4(0), x[s.at + word], s.is_inside);
}
