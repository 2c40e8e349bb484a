// A function of one value. Channels packed by 4.
//   y[p,c] = f(x[p,c])
// One invocation writes one word. Grid: lib/word-grid.wgsl.
//#use types-*
//#use unary-function
//#use word-access
//#use word-grid
struct Params { x: Span, y: Span, channels: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [pixels, x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [pixels, y.words]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WG)
fn unary(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = word_position(group, grid, index, span_words(params.y));
  if (at.pixel >= params.y.pixels) {
    return;
  }
  // Lanes without a channel may hold a zero, whose logarithm or reciprocal is not finite, as padding has to be.
  let channel = (params.y.first / 4u + at.word) * 4u + vec4u(0, 1, 2, 3);
  let end = params.y.first + params.channels;
  let is_inside = (channel >= vec4u(params.y.first)) & (channel < vec4u(end));
  store_word(at.pixel, at.word, apply(select(elem4(1), load_word(at.pixel, at.word), is_inside)));
}
