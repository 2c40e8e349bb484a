// A border around feature maps. NHWC, channels packed by 4.
//   y[n,h,w,c] = x[n, h − top, w − left, c] where that lies inside x, else `value` or a pixel of x: lib/pad-mode.wgsl
// One invocation writes one word. Grid: lib/word-grid.wgsl.
//#use types-*
//#use word-access
//#use word-grid
//#use pad-mode
struct Params { x: Span, y: Span, in_hw: vec2u, out_hw: vec2u, pad: vec2u, value: f32 }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [n, oh, ow, y.words]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WG)
fn pad2d(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = word_position(group, grid, index, span_words(params.y));
  if (at.pixel >= params.y.pixels) {
    return;
  }
  let row = at.pixel / params.out_hw.y;
  let image = row / params.out_hw.x;
  let position = vec2i(vec2u(row % params.out_hw.x, at.pixel % params.out_hw.y)) - vec2i(params.pad);
  // Positions before the map become numbers larger than any size.
  let source = vec2u(pad_source(position, vec2i(params.in_hw)));
  var value = elem4(elem(params.value));
  if (all(source < params.in_hw)) {
    value = load_word((image * params.in_hw.x + source.x) * params.in_hw.y + source.y, at.word);
  }
  store_word(at.pixel, at.word, value);
}
