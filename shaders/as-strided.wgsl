// Numbers of x in any regular order: reshape, transpose, slice, and chains of them. Channels packed by 4.
//   y's i-th number is x's at offset + Σ i_a · strides[a], i_a the index of i along axis a of `sizes`
// Both count in row-major order, without padding lanes. Axes are innermost first; strides may be negative or zero.
// One invocation writes one word. Grid: lib/word-grid.wgsl.
//#use types-*
//#use word-access
//#use word-grid
override RANK: u32;  // axes in use, 1…8

struct Params {
  x: Span,
  y: Span,
  sizes_low: vec4u,    // axes 0…3
  sizes_high: vec4u,   // axes 4…7
  strides_low: vec4i,
  strides_high: vec4i,
  offset: i32,
  x_channels: u32,
  y_channels: u32,
}

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [pixels, x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [pixels, y.words]
@group(0) @binding(2) var<uniform> params: Params;

fn size_of(axis: u32) -> u32 {
  return select(params.sizes_high, params.sizes_low, axis < 4u)[axis % 4u];
}

fn stride_of(axis: u32) -> i32 {
  return select(params.strides_high, params.strides_low, axis < 4u)[axis % 4u];
}

// Which numbers of x four numbers of y are. The outermost axis takes what is left, without a division.
fn sources_of(i: vec4u) -> vec4u {
  var rest = i;
  var source = vec4i(params.offset);
  for (var axis = 0u; axis < RANK - 1u; axis++) {
    let size = size_of(axis);
    let outer = rest / size;
    source += vec4i(rest - outer * size) * stride_of(axis);
    rest = outer;
  }
  return vec4u(source + vec4i(rest) * stride_of(RANK - 1u));
}

fn load_elements(i: vec4u) -> elem4 {
  let pixel = i / params.x_channels;
  let channel = i - pixel * params.x_channels + params.x.first;
  let at = pixel * params.x.words + channel / 4u;
  let lane = channel % 4u;
  return elem4(x[at.x][lane.x], x[at.y][lane.y], x[at.z][lane.z], x[at.w][lane.w]);
}

@compute @workgroup_size(WG)
fn as_strided(
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
  store_word(at.pixel, at.word, load_elements(sources_of(i)));
}
