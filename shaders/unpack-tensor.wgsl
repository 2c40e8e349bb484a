// A network's output as a user's tensor: channels of NHWC4 pixels → tightly packed float32 in the model's own axis order.
//   y[(n·channels + c)·plane + q] = x[p, first + c], pixel p = n·plane + q       plane as in pack-tensor.wgsl
// One invocation writes one number. Grid: all numbers, one row folded over y.
// Dispatched by src/plan/tensor-program.ts.
//#use types-*
//#use folded-grid
override WG: u32;

struct Params {
  pixels: u32,    // n·h·w
  words: u32,     // of one pixel of x's whole buffer
  channels: u32,
  first: u32,     // channel of the buffer at which the tensor starts
  plane: u32,
}

@group(0) @binding(0) var<storage, read> x: array<elem4>;      // [pixels, words]
@group(0) @binding(1) var<storage, read_write> y: array<f32>;  // [n, channels, plane]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WG)
fn unpack_tensor(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = place_in_row(group, grid) * WG + index;
  if (at >= params.pixels * params.channels) {
    return;
  }
  let row = at / params.plane;
  let pixel = row / params.channels * params.plane + at % params.plane;
  let channel = params.first + row % params.channels;
  y[at] = f32(x[pixel * params.words + channel / 4u][channel % 4u]);
}
