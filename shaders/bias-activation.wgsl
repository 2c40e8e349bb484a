// What stays outside a convolution: bias, activation, or a plain copy into another buffer's channels.
//   y[p,c] = act(x[p,c] + b[c])
// One invocation writes one word. Grid: (y words, pixels), with pixels folded over y and z: there may be more than
// a grid has along one axis.
//#use types-*
//#use activation
//#use channel-span
override WG_X: u32;
override WG_Y: u32;

struct Params { x: Span, y: Span }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [pixels, x.words]
@group(0) @binding(1) var<storage, read> bias: array<elem4>;     // [y words], packed in the words of y's span
@group(0) @binding(2) var<storage, read_write> y: array<elem4>;  // [pixels, y.words]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WG_X, WG_Y)
fn bias_activation(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) grid: vec3u) {
  let word = id.x;
  let pixel = id.z * grid.y * WG_Y + id.y;
  if (word >= span_words(params.y) || pixel >= params.y.pixels) {
    return;
  }
  let to = span_index(params.y, pixel, word);
  if (UNALIGNED) {
    let source = shifted_source(params.x, params.y, word);
    let at = i32(pixel * params.x.words) + source.x;
    let value = activate(shift_lanes(x[at], x[at + 1], source.y) + bias[word]);
    y[to] = merge_lanes(params.y, word, y[to], value);
  } else {
    y[to] = activate(x[span_index(params.x, pixel, word)] + bias[word]);
  }
}
