// Another height and width, by the nearest pixel or linearly between the nearest two in each direction. NHWC, channels
// packed by 4.
//   y[n,i,j,c] = Σ over the taps (r, u) of row i and (s, v) of column j of u · v · x[n,r,s,c]
// The host says where each row and column of y reads. One invocation writes one word. Grid: lib/word-grid.wgsl.
//#use types-*
//#use word-access
//#use word-grid
override LINEAR: bool;  // whether it reads two taps in each direction, or only the first

struct Params { x: Span, y: Span, in_hw: vec2u, out_hw: vec2u }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read> rows: array<vec4f>;     // [oh]: first tap, second tap, weight of the second
@group(0) @binding(2) var<storage, read> columns: array<vec4f>;  // [ow]
@group(0) @binding(3) var<storage, read_write> y: array<elem4>;  // [n, oh, ow, y.words]
@group(0) @binding(4) var<uniform> params: Params;

fn load_tap(image: u32, row: f32, column: f32, word: u32) -> elem4 {
  return load_word((image * params.in_hw.x + u32(row)) * params.in_hw.y + u32(column), word);
}

fn between(first: elem4, second: elem4, weight: f32) -> elem4 {
  return first * elem(1 - weight) + second * elem(weight);
}

@compute @workgroup_size(WG)
fn resize2d(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = word_position(group, grid, index, span_words(params.y));
  if (at.pixel >= params.y.pixels) {
    return;
  }
  let line = at.pixel / params.out_hw.y;
  let image = line / params.out_hw.x;
  let row = rows[line % params.out_hw.x];
  let column = columns[at.pixel % params.out_hw.y];
  var value = load_tap(image, row.x, column.x, at.word);
  if (LINEAR) {
    let upper = between(value, load_tap(image, row.x, column.y, at.word), column.z);
    let left = load_tap(image, row.y, column.x, at.word);
    let lower = between(left, load_tap(image, row.y, column.y, at.word), column.z);
    value = between(upper, lower, row.z);
  }
  store_word(at.pixel, at.word, value);
}
