// General 2-D convolution, register-blocked. NHWC, channels packed by 4.
//   y[n,oh,ow,k] = act(b[k] + Σ_{kh,kw,c} w[k,kh,kw,c] · x[n, oh·S − P + kh·D, ow·S − P + kw·D, c])
// Taps outside x read as zero. One invocation computes TILE_M output pixels × TILE_N words from registers.
// Grid: (output pixels / TILE_M, y words / TILE_N).
//#use types-*
//#use pixels-*
//#use weights-*
//#use words-*
//#use conv-epilogue
//#use conv-input
override WG_X: u32;
override WG_Y: u32;

struct Params { x: Span, y: Span, activation: Activation, in_hw: vec2u, out_hw: vec2u, pad: vec2i }

@group(0) @binding(0) var<storage, read> x: array<elem4>;            // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem4x4>;    // [y words, kh, kw, x words], column = input lane
@group(0) @binding(2) var<storage, read> bias: array<elem4>;         // [y words]
@group(0) @binding(3) var<storage, read_write> y: array<elem4>;      // [n, oh, ow, y.words]
@group(0) @binding(4) var<uniform> params: Params;

alias WeightMatrix = elem4x4;

fn load_weights(n: u32, k: u32) -> elem4x4 {
  return weight_matrix(n * K_H * K_W * span_words(params.x) + k);
}

@compute @workgroup_size(WG_X, WG_Y)
fn conv2d_direct(@builtin(global_invocation_id) id: vec3u) {
  let pixel = id.x * TILE_M;
  let n = id.y * TILE_N;
  if (may_leave(pixel >= params.y.pixels || n >= span_words(params.y))) {
    return;
  }
  let origins = tile_origins(pixel);
  let words = span_words(params.x);
  var tile = tile_start(n);
  var k = 0u;
  for (var kh = 0u; kh < K_H; kh++) {
    for (var kw = 0u; kw < K_W; kw++) {
      let at = tile_sources(origins, vec2u(kh, kw));
      for (var word = 0u; word < words; word++) {
        tile_accumulate(&tile, at, n, word, k);
        k++;
      }
    }
  }
  tile_store(tile, pixel, n, params.y.pixels);
}
