// How register-blocked convolutions with a window read: the pixels under one tap of the windows of 4 output pixels.
// Taps outside x read as zero. Uses the kernel's binding `x` and its `params.x`, `params.y`, `params.in_hw`,
// `params.out_hw` and `params.pad`.
//#use channel-span
//#use conv-window
struct Origin { row: vec4i, column: vec4i, image: vec4u }  // of the window's first tap, for 4 output pixels
struct Source { at: vec4u, inside: vec4<bool> }            // index of the first word of 4 input pixels

fn origin_of(pixel: vec4u) -> Origin {
  // Pixels behind the last one compute the last one again; store_output drops them.
  let p = min(pixel, vec4u(params.y.pixels - 1u));
  let per_image = params.out_hw.x * params.out_hw.y;
  let in_image = p % per_image;
  return Origin(
    window_start(in_image / params.out_hw.y, S_H, params.pad.x),
    window_start(in_image % params.out_hw.y, S_W, params.pad.y),
    p / per_image
  );
}

fn source_of(origin: Origin, tap: vec2u) -> Source {
  let row = origin.row + i32(tap.x * D_H);
  let column = origin.column + i32(tap.y * D_W);
  let inside = is_inside(row, params.in_hw.x) & is_inside(column, params.in_hw.y);
  let pixel = (origin.image * params.in_hw.x + vec4u(row)) * params.in_hw.y + vec4u(column);
  return Source(select(vec4u(0), pixel, inside) * params.x.words + params.x.first / 4u, inside);
}

fn load_inputs(s: Source, word: u32) -> elem4x4 {
  let zero = elem4(0);
  return elem4x4(
    select(zero, x[s.at.x + word], s.inside.x),
    select(zero, x[s.at.y + word], s.inside.y),
    select(zero, x[s.at.z + word], s.inside.z),
    select(zero, x[s.at.w + word], s.inside.w)
  );
}
