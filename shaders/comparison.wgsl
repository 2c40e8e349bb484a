// What of two values is smaller or larger, or 1 where it is and 0 where it is not. Channels packed by 4.
//   y[p,c] = f(x[p,c], b[p / b_repeats, c])
// b has the shape of x, one vector per image, or one vector: every pixel of b meets `b_repeats` pixels of x.
// One invocation writes one word. Grid: lib/word-grid.wgsl.
//#use types-*
//#use comparison-function
//#use second-operand
//#use word-access
//#use word-grid
struct Params { x: Span, b: Span, y: Span, b_repeats: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [pixels, x.words]
@group(0) @binding(1) var<storage, read> b: array<elem4>;        // [pixels / b_repeats, b.words]
@group(0) @binding(2) var<storage, read_write> y: array<elem4>;  // [pixels, y.words]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WG)
fn comparison(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = word_position(group, grid, index, span_words(params.y));
  if (at.pixel >= params.y.pixels) {
    return;
  }
  let second = load_b(at.pixel / params.b_repeats, at.word);
  store_word(at.pixel, at.word, compare(load_word(at.pixel, at.word), second));
}
