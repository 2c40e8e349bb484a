// Pointwise (1×1, stride 1, unpadded) convolution, register-blocked. NHWC, channels packed by 4.
//   y[p,k] = act(b[k] + Σ_c w[k,c] · pro(x[p,c]))   p counts the pixels of all images; pro: lib/conv-prologue.wgsl
// One invocation computes TILE_M pixels × TILE_N words from registers. Grid: (pixels / TILE_M, y words / TILE_N).
// Squeeze and expand1x1 of fire modules: Iandola et al. 2016, arXiv:1602.07360, section 3.1.
//#use types-*
//#use tile-*
//#use conv-epilogue
//#use conv-prologue
override WG_X: u32;
override WG_Y: u32;

struct Params { x: Span, y: Span, activation: Activation }

@group(0) @binding(0) var<storage, read> x: array<elem4>;            // [pixels, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem4x4>;    // [y words, x words], column = input lane
@group(0) @binding(2) var<storage, read> bias: array<elem4>;         // [y words]
@group(0) @binding(3) var<storage, read> prologue: array<elem4>;     // [2, x words], or one unused word
@group(0) @binding(4) var<storage, read_write> y: array<elem4>;      // [pixels, y.words]
@group(0) @binding(5) var<uniform> params: Params;

alias Origin = vec4u;  // index of the first word of 4 pixels
alias Source = vec4u;

fn origin_of(pixel: vec4u) -> Origin {
  // Pixels behind the last one compute the last one again; store_output drops them.
  return min(pixel, vec4u(params.x.pixels - 1u)) * params.x.words + params.x.first / 4u;
}

fn source_of(origin: Origin, tap: vec2u) -> Source {
  return origin;
}

fn load_inputs(at: Source, word: u32) -> elem4x4 {
  return elem4x4(
    apply_prologue(x[at.x + word], word),
    apply_prologue(x[at.y + word], word),
    apply_prologue(x[at.z + word], word),
    apply_prologue(x[at.w + word], word)
  );
}

fn load_weights(n: u32, k: u32) -> elem4x4 {
  return weights[n * span_words(params.x) + k];
}

@compute @workgroup_size(WG_X, WG_Y)
fn conv2d_pointwise(@builtin(global_invocation_id) id: vec3u) {
  let pixel = id.x * TILE_M;
  let n = id.y * TILE_N;
  if (pixel >= params.y.pixels || n >= span_words(params.y)) {
    return;
  }
  let at = tile_sources(tile_origins(pixel), vec2u(0));
  let words = span_words(params.x);
  var tile = tile_start(n);
  for (var word = 0u; word < words; word++) {
    tile_accumulate(&tile, at, n, word, word);
  }
  tile_store(tile, pixel, n);
}
