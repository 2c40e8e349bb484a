// A user's tensor as a network's input: tightly packed float32 in the model's own axis order → NHWC4.
//   y[p,c] = x[(n·channels + c)·plane + q], pixel p = n·plane + q       plane = h·w for NCHW, 1 for NHWC and vectors
// One invocation writes one word; lanes behind the last channel are zero. Grid: pixels × words, one row folded over y.
// Dispatched by src/plan/tensor-program.ts.
//#use types-*
//#use folded-grid
override WG: u32;

struct Params {
  pixels: u32,    // n·h·w
  words: u32,     // of one pixel of y
  channels: u32,
  first: u32,     // channel of its buffer at which the tensor starts: 0 for inputs
  plane: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;          // [n, channels, plane]
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [pixels, words]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WG)
fn pack_tensor(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = place_in_row(group, grid) * WG + index;
  let pixel = at / params.words;
  if (pixel >= params.pixels) {
    return;
  }
  let image = pixel / params.plane;
  let channel = (at % params.words) * 4u;
  let source = (image * params.channels + channel) * params.plane + pixel % params.plane;
  var word = vec4f(0);
  for (var lane = 0u; lane < min(4u, params.channels - channel); lane++) {
    word[lane] = x[source + lane * params.plane];
  }
  y[at] = elem4(word);
}
