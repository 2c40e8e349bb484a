// What stays outside a convolution: batch normalisation, bias, activation, or a plain copy into another buffer's channels.
//   y[p,c] = act(x[p,c] · scale[c] + shift[c])
// Bias, activation and copy have a scale of one, which changes no bit. One invocation writes one word.
// Grid: lib/word-grid.wgsl.
//#use types-*
//#use activation
//#use word-access
//#use word-grid
struct Params { x: Span, y: Span, activation: Activation }

@group(0) @binding(0) var<storage, read> x: array<elem4>;            // [pixels, x.words]
@group(0) @binding(1) var<storage, read> factors: array<elem4>;      // [2, y words], in the words of y's span
@group(0) @binding(2) var<storage, read_write> y: array<elem4>;      // [pixels, y.words]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WG)
fn scale_shift(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let words = span_words(params.y);
  let at = word_position(group, grid, index, words);
  if (at.pixel >= params.y.pixels) {
    return;
  }
  let scaled = load_word(at.pixel, at.word) * factors[at.word] + factors[words + at.word];
  store_word(at.pixel, at.word, activate(scaled));
}
