// Global average pooling. NHWC, channels packed by 4.
//   y[n,c] = Σ_{h,w} x[n,h,w,c] / (H·W)
// WG_X invocations share the sum of one word and add their parts pairwise; a workgroup computes WG_Y words.
// Grid: (1, y words / WG_Y, N).
//#use types-*
//#use pairwise-sum
//#use word-access
struct Params { x: Span, y: Span, image_pixels: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [n, h·w, x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [n, y.words]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WG_X, WG_Y)
fn global_average_pool(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let words = span_words(params.y);
  // Invocations behind the last word compute it again: all have to reach the barriers.
  let word = min(group.y * WG_Y + local.y, words - 1u);
  let image = group.z;
  var sum = elem4(0);
  for (var pixel = local.x; pixel < params.image_pixels; pixel += WG_X) {
    sum += load_word(image * params.image_pixels + pixel, word);
  }
  sum = shared_sum(sum, local.x, index);
  if (local.x == 0u && group.y * WG_Y + local.y < words) {
    store_word(image, word, sum / elem(params.image_pixels));
  }
}
