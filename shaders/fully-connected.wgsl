// Fully connected layer. Channels packed by 4.
//   y[n,k] = act(b[k] + Σ_i w[k,i] · x[n,i])        i counts x's pixels and channels
// WG_X invocations share the sum of one word of y and add their parts pairwise; a workgroup computes WG_Y words.
// Grid: (1, y words / WG_Y, N).
//#use types-*
//#use conv-epilogue
//#use pairwise-sum
struct Params { x: Span, y: Span, activation: Activation, image_pixels: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem4>;            // [n, pixels, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem4x4>;    // [y words, pixels, x words], column = input lane
@group(0) @binding(2) var<storage, read> bias: array<elem4>;         // [y words]
@group(0) @binding(3) var<storage, read_write> y: array<elem4>;      // [n, y.words]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WG_X, WG_Y)
fn fully_connected(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let n = group.y * WG_Y + local.y;
  let words = span_words(params.x);
  let length = params.image_pixels * words;
  let first_pixel = group.z * params.image_pixels;
  // Words behind y's last one read the last weights again; store_output drops them.
  let row = min(n, span_words(params.y) - 1u) * length;
  var sum = elem4(0);
  for (var i = local.x; i < length; i += WG_X) {
    sum += weights[row + i] * x[span_index(params.x, first_pixel + i / words, i % words)];
  }
  sum = shared_sum(sum, local.x, index);
  if (local.x == 0u) {
    store_output(group.z, n, sum + bias[min(n, span_words(params.y) - 1u)]);
  }
}
