// Local response normalisation across channels. NHWC, channels packed by 4.
//   y[p,c] = x[p,c] · (bias + alpha / size · Σ_j x[p,j]²)^−beta,   j from c − ⌊(size−1)/2⌋ to c + ⌈(size−1)/2⌉
// One invocation writes one channel, padding lanes too. Grid: lib/word-grid.wgsl.
// Krizhevsky et al. 2012, ImageNet classification with deep convolutional neural networks, section 3.3.
//#use types-*
//#use word-grid
struct Params { x: Span, y: Span, channels: i32, size: i32, alpha: f32, beta: f32, bias: f32 }

@group(0) @binding(0) var<storage, read> x: array<elem>;        // [pixels, 4·x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem>;  // [pixels, 4·y.words]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WG)
fn local_response_norm(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = word_position(group, grid, index, params.y.end - params.y.first);
  let channel = i32(at.word);
  if (at.pixel >= params.y.pixels) {
    return;
  }
  let row = i32(at.pixel * params.x.words * 4u + params.x.first);
  let first = max(channel - (params.size - 1) / 2, 0);
  let last = min(channel + params.size / 2, params.channels - 1);
  var squares = elem(0);
  for (var j = first; j <= last; j++) {
    squares += x[row + j] * x[row + j];
  }
  let norm = pow(elem(params.bias) + elem(params.alpha / f32(params.size)) * squares, elem(-params.beta));
  let value = x[row + min(channel, params.channels - 1)] * norm;
  y[at.pixel * params.y.words * 4u + params.y.first + at.word] = select(elem(0), value, channel < params.channels);
}
