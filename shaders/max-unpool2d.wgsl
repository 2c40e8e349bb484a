// The opposite of a max pooling: each number goes back to where the largest of its window was. NHWC.
//   y[n,h,w,c] = x[n,⌊h/KH⌋,⌊w/KW⌋,c] where source has the first largest number of its window, else 0
// One invocation computes one lane of y, padding included. Grid: (lanes / WG), folded over y.
//#use types-*
//#use channel-span
override WG: u32;

struct Params {
  x: Span,
  source: Span,
  y: Span,
  size: vec2u,    // height and width of y
  pooled: vec2u,  // of x
  kernel: vec2u,
  channels: u32,
}

@group(0) @binding(0) var<storage, read> x: array<elem>;        // [n·⌈h/KH⌉·⌈w/KW⌉, 4·x.words]
@group(0) @binding(1) var<storage, read> source: array<elem>;   // [n·h·w, 4·source.words]
@group(0) @binding(2) var<storage, read_write> y: array<elem>;  // [n·h·w, 4·y.words]
@group(0) @binding(3) var<uniform> params: Params;

fn source_at(pixel: u32, channel: u32) -> elem {
  return source[pixel * params.source.words * 4u + params.source.first + channel];
}

@compute @workgroup_size(WG)
fn max_unpool2d(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let lanes = params.y.end - params.y.first;
  let i = (group.y * grid.x + group.x) * WG + index;
  let pixel = i / lanes;
  let channel = i % lanes;
  if (pixel >= params.y.pixels) {
    return;
  }
  let to = pixel * params.y.words * 4u + params.y.first + channel;
  if (channel >= params.channels) {
    y[to] = elem(0);
    return;
  }
  let image = pixel / (params.size.x * params.size.y);
  let place = vec2u(pixel / params.size.y % params.size.x, pixel % params.size.y);
  let cell = place / params.kernel;
  let first = cell * params.kernel;
  let end = min(first + params.kernel, params.size);
  let mine = source_at(pixel, channel);
  var is_largest = true;
  for (var row = first.x; row < end.x; row++) {
    for (var column = first.y; column < end.y; column++) {
      let other_pixel = (image * params.size.x + row) * params.size.y + column;
      let other = source_at(other_pixel, channel);
      if (other > mine || (other == mine && other_pixel < pixel)) {
        is_largest = false;
      }
    }
  }
  let from = (image * params.pooled.x + cell.x) * params.pooled.y + cell.y;
  let value = x[from * params.x.words * 4u + params.x.first + channel];
  y[to] = select(elem(0), value, is_largest);
}
