// 2-D convolution in groups of channels, register-blocked. NHWC, channels packed by 4.
//   y[n,oh,ow,k] = act(b[k] + Σ_{kh,kw,c} w[k,kh,kw,c] · x[n, oh·S − P + kh·D, ow·S − P + kw·D, first(k) + c])
// where first(k) is the first channel of k's group. A word of y may span several groups: it reads the words of x that
// hold the channels of all of them, its band, and meets zeros where a lane's own group is another. All bands have the
// same number of words. One invocation computes TILE_M output pixels × one word.
// Grid: (output pixels / TILE_M, y words).
// Krizhevsky et al. 2012, section 3.5; Xie et al. 2017, ResNeXt, arXiv:1611.05431.
//#use types-*
//#use pixels-*
//#use weights-*
//#use words-*
//#use conv-epilogue
//#use conv-input
override WG_X: u32;
override WG_Y: u32;

struct Params {
  x: Span,
  y: Span,
  activation: Activation,
  in_hw: vec2u,
  out_hw: vec2u,
  pad: vec2i,
  group_inputs: u32,   // channels of x in a group
  group_outputs: u32,  // channels of y in a group
  band: u32,           // words of x that a word of y reads
}

@group(0) @binding(0) var<storage, read> x: array<elem4>;            // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem4x4>;    // [y words, kh, kw, band], column = input lane
@group(0) @binding(2) var<storage, read> bias: array<elem4>;         // [y words]
@group(0) @binding(3) var<storage, read_write> y: array<elem4>;      // [n, oh, ow, y.words]
@group(0) @binding(4) var<uniform> params: Params;

// The first word of x that word n of y reads: where its first group starts, but no later than a whole band's start.
fn band_start(n: u32) -> u32 {
  let first_channel = u32(max(i32(4u * n) - i32(params.y.first % 4u), 0));
  let input = params.x.first % 4u + first_channel / params.group_outputs * params.group_inputs;
  return min(input / 4u, span_words(params.x) - params.band);
}

alias WeightMatrix = elem4x4;

fn load_weights(n: u32, k: u32) -> elem4x4 {
  return weight_matrix(n * K_H * K_W * params.band + k);
}

@compute @workgroup_size(WG_X, WG_Y)
fn conv2d_grouped(@builtin(global_invocation_id) id: vec3u) {
  let pixel = id.x * TILE_M;
  let n = id.y;
  if (may_leave(pixel >= params.y.pixels || n >= span_words(params.y))) {
    return;
  }
  let origins = tile_origins(pixel);
  let first = band_start(n);
  var tile = tile_start(n);
  var k = 0u;
  for (var kh = 0u; kh < K_H; kh++) {
    for (var kw = 0u; kw < K_W; kw++) {
      let at = tile_sources(origins, vec2u(kh, kw));
      for (var word = first; word < first + params.band; word++) {
        tile_accumulate(&tile, at, n, word, k);
        k++;
      }
    }
  }
  tile_store(tile, pixel, n, params.y.pixels);
}
