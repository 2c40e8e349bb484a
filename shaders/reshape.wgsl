// The same numbers in another shape: element i of x, in row-major order, becomes element i of y.
// Needed where the packing of channels by 4 moves them. One invocation writes one word. Grid: lib/word-grid.wgsl.
//#use types-*
//#use word-access
//#use word-grid
struct Params { x: Span, y: Span, x_channels: u32, y_channels: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [pixels, x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [pixels, y.words]
@group(0) @binding(2) var<uniform> params: Params;

fn load_element(i: u32) -> elem {
  let channel = params.x.first + i % params.x_channels;
  return x[i / params.x_channels * params.x.words + channel / 4u][channel % 4u];
}

@compute @workgroup_size(WG)
fn reshape(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = word_position(group, grid, index, span_words(params.y));
  if (at.pixel >= params.y.pixels) {
    return;
  }
  // Lanes outside the span read any element; inside a buffer they are not written, at its end they are padding.
  let channel = i32((params.y.first / 4u + at.word) * 4u) - i32(params.y.first) + vec4i(0, 1, 2, 3);
  let i = at.pixel * params.y_channels + min(vec4u(max(channel, vec4i(0))), vec4u(params.y_channels - 1u));
  store_word(at.pixel, at.word, elem4(load_element(i.x), load_element(i.y), load_element(i.z), load_element(i.w)));
}
