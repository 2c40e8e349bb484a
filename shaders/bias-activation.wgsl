// What stays outside a convolution: bias, activation, or a plain copy into another buffer's channels.
//   y[p,c] = act(x[p,c] + b[c])
// One invocation writes one word. Grid: lib/word-grid.wgsl.
//#use types-*
//#use activation
//#use word-access
//#use word-grid
struct Params { x: Span, y: Span, activation: Activation }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [pixels, x.words]
@group(0) @binding(1) var<storage, read> bias: array<elem4>;     // [y words], packed in the words of y's span
@group(0) @binding(2) var<storage, read_write> y: array<elem4>;  // [pixels, y.words]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WG)
fn bias_activation(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = word_position(group, grid, index, span_words(params.y));
  if (at.pixel >= params.y.pixels) {
    return;
  }
  store_word(at.pixel, at.word, activate(load_word(at.pixel, at.word) + bias[at.word]));
}
