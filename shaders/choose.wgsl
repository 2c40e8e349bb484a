// One of two values, number by number. Channels packed by 4.
//   y[p,c] = x[p,c] ≠ 0 ? a[p,c] : b[p,c]
// One invocation writes one word. Grid: lib/word-grid.wgsl.
//#use types-*
//#use second-operand
//#use word-access
//#use word-grid
struct Params { x: Span, a: Span, b: Span, y: Span }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [pixels, x.words]
@group(0) @binding(1) var<storage, read> a: array<elem4>;        // [pixels, a.words]
@group(0) @binding(2) var<storage, read> b: array<elem4>;        // [pixels, b.words]
@group(0) @binding(3) var<storage, read_write> y: array<elem4>;  // [pixels, y.words]
@group(0) @binding(4) var<uniform> params: Params;

// As load_b of lib/second-operand.wgsl, for another binding: WGSL passes no pointers to storage.
fn load_a(pixel: u32, word: u32) -> elem4 {
  if (UNALIGNED) {
    let source = shifted_source(params.a, params.y, word);
    let at = i32(pixel * params.a.words) + source.x;
    return shift_lanes(a[at], a[at + 1], source.y);
  }
  return a[span_index(params.a, pixel, word)];
}

@compute @workgroup_size(WG)
fn choose(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = word_position(group, grid, index, span_words(params.y));
  if (at.pixel >= params.y.pixels) {
    return;
  }
  let condition = load_word(at.pixel, at.word);
  let chosen = select(load_b(at.pixel, at.word), load_a(at.pixel, at.word), condition != elem4(0));
  store_word(at.pixel, at.word, chosen);
}
