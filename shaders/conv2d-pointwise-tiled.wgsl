// Pointwise (1×1, stride 1, unpadded) convolution, tiled through workgroup memory. NHWC, channels packed by 4.
//   y[p,k] = act(b[k] + Σ_c w[k,c] · pro(x[p,c]))   p counts the pixels of all images; pro: lib/conv-prologue.wgsl
// A workgroup computes WG_X·TILE_M pixels × WG_Y·TILE_N words; per step it stages BLOCK_K input words of each of
// its pixels and the weights that meet them. Grid: (pixels / TILE_M, y words / TILE_N).
//#use types-*
//#use pixels-*
//#use words-*
//#use conv-epilogue
//#use conv-prologue
//#use workgroup-tile

struct Params { x: Span, y: Span, activation: Activation }

@group(0) @binding(0) var<storage, read> x: array<elem4>;            // [pixels, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem4x4>;    // [y words, x words], column = input lane
@group(0) @binding(2) var<storage, read> bias: array<elem4>;         // [y words]
@group(0) @binding(3) var<storage, read> prologue: array<elem4>;     // [2, x words], or one unused word
@group(0) @binding(4) var<storage, read_write> y: array<elem4>;      // [pixels, y.words]
@group(0) @binding(5) var<uniform> params: Params;

fn reduction_length() -> u32 {
  return span_words(params.x);
}

fn stage_input(pixel: u32, k: u32) -> elem4 {
  if (pixel >= params.x.pixels) {
    return elem4(0);
  }
  return apply_prologue(x[span_index(params.x, pixel, k)], k);
}

@compute @workgroup_size(WG_X, WG_Y)
fn conv2d_pointwise_tiled(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  workgroup_product(group.xy, local.xy, index);
}
