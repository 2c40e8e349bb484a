// Depthwise 2-D convolution, tiled through workgroup memory. NHWC, channels packed by 4.
//   y[n,oh,ow,k] = act(b[k] + Σ_{kh,kw} w[k,kh,kw] · x[n, oh·S − P + kh·D, ow·S − P + kw·D, k / multiplier])
// Taps outside x read as zero. A workgroup computes WG_Y × WG_X output pixels of one word: it stages the part of x
// that their windows cover (tile and halo), then each invocation computes one pixel.
// Grid: (OW / WG_X, OH / WG_Y, N · y words).
// Howard et al. 2017, MobileNets, arXiv:1704.04861, section 3.1.
//#use types-*
//#use conv-epilogue
//#use conv-window
//#use depthwise-input
override WG_X: u32;
override WG_Y: u32;
// Rows and columns of x under the windows of a workgroup.
//#const HALO_H HALO_W

struct Params {
  x: Span,
  y: Span,
  activation: Activation,
  in_hw: vec2u,
  out_hw: vec2u,
  pad: vec2i,
  multiplier: u32,  // channels of y per channel of x
}

@group(0) @binding(0) var<storage, read> x: array<elem4>;          // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem4>;    // [kh, kw, y words]
@group(0) @binding(2) var<storage, read> bias: array<elem4>;       // [y words]
@group(0) @binding(3) var<storage, read_write> y: array<elem4>;    // [n, oh, ow, y.words]
@group(0) @binding(4) var<uniform> params: Params;

var<workgroup> staged: array<elem4, HALO_H * HALO_W>;

fn stage(image: u32, at: vec2i, word: u32) -> elem4 {
  if (any(at < vec2i(0)) || any(at >= vec2i(params.in_hw))) {
    return elem4(0);
  }
  return load_input((image * params.in_hw.x + u32(at.x)) * params.in_hw.y + u32(at.y), word);
}

@compute @workgroup_size(WG_X, WG_Y)
fn depthwise_conv2d_tiled(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let words = span_words(params.y);
  let image = group.z / words;
  let word = group.z % words;
  let tile = group.yx * vec2u(WG_Y, WG_X);
  let first = vec2i(tile * vec2u(S_H, S_W)) - params.pad;
  for (var i = index; i < HALO_H * HALO_W; i += WG_X * WG_Y) {
    staged[i] = stage(image, first + vec2i(vec2u(i / HALO_W, i % HALO_W)), word);
  }
  workgroupBarrier();

  let position = tile + local.yx;
  if (any(position >= params.out_hw)) {
    return;
  }
  var sum = bias[word];
  for (var kh = 0u; kh < K_H; kh++) {
    for (var kw = 0u; kw < K_W; kw++) {
      let at = local.yx * vec2u(S_H, S_W) + vec2u(kh * D_H, kw * D_W);
      sum += weights[(kh * K_W + kw) * words + word] * staged[at.x * HALO_W + at.y];
    }
  }
  store_output((image * params.out_hw.x + position.x) * params.out_hw.y + position.y, word, sum);
}
