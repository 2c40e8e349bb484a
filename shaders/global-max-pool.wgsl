// Global max pooling. NHWC, channels packed by 4.
//   y[n,c] = max_{h,w} x[n,h,w,c]
// Grid: lib/global-pool.wgsl.
//#use types-*
//#use global-pool
struct Params { x: Span, y: Span, image_pixels: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [n, h·w, x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [n, y.words]
@group(0) @binding(2) var<uniform> params: Params;

fn pool_start(first: elem4) -> elem4 {
  return first;
}

fn join_parts(a: elem4, b: elem4) -> elem4 {
  return max(a, b);
}

fn pool_finish(largest: elem4) -> elem4 {
  return largest;
}

@compute @workgroup_size(WG_X, WG_Y)
fn global_max_pool(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  global_pool(group, local, index);
}
