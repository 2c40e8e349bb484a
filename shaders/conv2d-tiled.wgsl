// General 2-D convolution as an implicit matrix product, tiled through workgroup memory. NHWC, channels packed by 4.
//   y[n,oh,ow,k] = act(b[k] + Σ_{kh,kw,c} w[k,kh,kw,c] · x[n, oh·S − P + kh·D, ow·S − P + kw·D, c])
// Taps outside x read as zero. A workgroup computes WG_X·TILE_M output pixels × WG_Y·TILE_N words; per step it
// stages BLOCK_K words of the reduction over (kh, kw, c). Grid: (output pixels / TILE_M, y words / TILE_N).
//#use types-*
//#use pixels-*
//#use words-*
//#use conv-epilogue
//#use conv-window
//#use workgroup-tile

struct Params { x: Span, y: Span, activation: Activation, in_hw: vec2u, out_hw: vec2u, pad: vec2i }

@group(0) @binding(0) var<storage, read> x: array<elem4>;            // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem4x4>;    // [y words, kh, kw, x words], column = input lane
@group(0) @binding(2) var<storage, read> bias: array<elem4>;         // [y words]
@group(0) @binding(3) var<storage, read_write> y: array<elem4>;      // [n, oh, ow, y.words]
@group(0) @binding(4) var<uniform> params: Params;

fn reduction_length() -> u32 {
  return K_H * K_W * span_words(params.x);
}

fn stage_input(pixel: u32, k: u32) -> elem4 {
  let words = span_words(params.x);
  let tap = k / words;
  let per_image = params.out_hw.x * params.out_hw.y;
  let in_image = pixel % per_image;
  let position = vec2u(in_image / params.out_hw.y, in_image % params.out_hw.y);
  let at = vec2i(position * vec2u(S_H, S_W) + vec2u(tap / K_W, tap % K_W) * vec2u(D_H, D_W)) - params.pad;
  if (pixel >= params.y.pixels || any(at < vec2i(0)) || any(at >= vec2i(params.in_hw))) {
    return elem4(0);
  }
  let source = (pixel / per_image * params.in_hw.x + u32(at.x)) * params.in_hw.y + u32(at.y);
  return x[span_index(params.x, source, k % words)];
}

@compute @workgroup_size(WG_X, WG_Y)
fn conv2d_tiled(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  workgroup_product(group.xy, local.xy, index);
}
