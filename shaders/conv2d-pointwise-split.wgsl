// Pointwise (1×1, stride 1, unpadded) convolution whose sum over channels several invocations share: for maps of so few pixels
// that a register tile for each invocation would leave most of an adapter idle. NHWC, channels packed by 4.
//   y[p,k] = act(b[k] + Σ_c w[k,c] · pro(x[p,c]))   p counts the pixels of all images; pro: lib/conv-prologue.wgsl
// WG_X invocations share TILE_M pixels × TILE_N words: each takes every WG_X-th input word, and their parts are added up
// through workgroup memory. A workgroup computes WG_Y such tiles, of neighbouring words.
// Grid: (pixels / TILE_M, y words / TILE_N / WG_Y).
// "Split-K" in CUTLASS: https://docs.nvidia.com/cutlass/media/docs/cpp/efficient_gemm.html#parallelized-reductions
//#use types-*
//#use pixels-*
//#use words-*
//#use layer-result
//#use conv-output
//#use conv-prologue
//#use split-parts
//#use pointwise-input
struct Params { x: Span, y: Span, activation: Activation }

@group(0) @binding(0) var<storage, read> x: array<elem4>;            // [pixels, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem4x4>;    // [y words, x words], column = input lane
@group(0) @binding(2) var<storage, read> bias: array<elem4>;         // [y words]
@group(0) @binding(3) var<storage, read> prologue: array<elem4>;     // [2, x words], or one unused word
@group(0) @binding(4) var<storage, read_write> y: array<elem4>;      // [pixels, y.words]
@group(0) @binding(5) var<uniform> params: Params;

const PARTS = TILE_M * TILE_N;

var<private> first_part: u32;  // of the invocation, in workgroup memory

fn load_input(at: Source, word: u32) -> elem4 {
  return apply_prologue(x[at + word], word);
}

fn load_weights(n: u32, k: u32) -> elem4x4 {
  return weights[n * span_words(params.x) + k];
}

// The bias is added to what the parts add up to.
fn start_word(n: u32) -> elem4 {
  return elem4(0);
}

// A word of the invocation's part of the tile, at its place in the tile.
fn store_output(pixel: u32, n: u32, value: elem4) {
  parts[first_part + pixel * TILE_N + n] = value;
}

@compute @workgroup_size(WG_X, WG_Y)
fn conv2d_pointwise_split(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let pixel = group.x * TILE_M;
  let n = (group.y * WG_Y + local.y) * TILE_N;
  let at = tile_sources(tile_origins(pixel), vec2u(0));
  var tile = tile_start(n);
  for (var word = local.x; word < span_words(params.x); word += WG_X) {
    tile_accumulate(&tile, at, n, word, word);
  }
  first_part = part_index(local.x, local.y, 0u);
  tile_store(tile, 0u, 0u, TILE_M);
  share_parts();
  for (var part = local.x; part < PARTS; part += WG_X) {
    let p = pixel + part / TILE_N;
    let word = n + part % TILE_N;
    if (p < params.y.pixels) {
      write_output(p, word, layer_result(word, bias[word] + summed_part(local.y, part)));
    }
  }
}
