// Sum, smallest number or product of each channel. NHWC, channels packed by 4.
//   y[n,c] = f_{h,w} x[n,h,w,c]
// Grid: lib/global-pool.wgsl.
//#use types-*
//#use reduction-function
//#use global-pool
struct Params { x: Span, y: Span, image_pixels: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [n, h·w, x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [n, y.words]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WG_X, WG_Y)
fn global_reduction(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  global_pool(group, local, index);
}
