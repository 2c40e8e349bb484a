// Pointwise (1×1, stride 1, unpadded) convolution, register-blocked. NHWC, channels packed by 4.
//   y[p,k] = act(b[k] + Σ_c w[k,c] · pro(x[p,c]))   p counts the pixels of all images; pro: lib/conv-prologue.wgsl
// The pixels may be those of several matrices, each with weights of its own: the products of Winograd's F(2×2, 3×3) and
// F(4×4, 3×3) are 16 and 36 pointwise convolutions, one for each element of a patch (Lavin & Gray 2015, arXiv:1509.09308,
// section 4).
// One invocation computes TILE_M pixels × TILE_N words of one matrix from registers.
// Grid: (pixels of a matrix / TILE_M, y words / TILE_N, matrices).
// Squeeze and expand1x1 of fire modules: Iandola et al. 2016, arXiv:1602.07360, section 3.1.
//#use types-*
//#use pixels-*
//#use weights-*
//#use words-*
//#use conv-epilogue
//#use conv-prologue
//#use pointwise-input
override WG_X: u32;
override WG_Y: u32;

struct Params {
  x: Span,
  y: Span,
  activation: Activation,
  matrix_pixels: u32,  // pixels of each matrix; all of x's where there is one
  weight_row: u32,     // 4×4 matrices in a row of weights: matrices · x words
}

@group(0) @binding(0) var<storage, read> x: array<elem4>;            // [matrices, pixels, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem4x4>;    // [y words, matrices, x words], column = input lane
@group(0) @binding(2) var<storage, read> bias: array<elem4>;         // [y words]
@group(0) @binding(3) var<storage, read> prologue: array<elem4>;     // [2, x words], or one unused word
@group(0) @binding(4) var<storage, read_write> y: array<elem4>;      // [matrices, pixels, y.words]
@group(0) @binding(5) var<uniform> params: Params;

var<private> first_weights: u32;  // of the invocation's matrix, in a row of weights

fn load_input(at: Source, word: u32) -> elem4 {
  return apply_prologue(x[at + word], word);
}

fn load_weights(n: u32, k: u32) -> elem4x4 {
  return weight_matrix(n * params.weight_row + first_weights + k);
}

@compute @workgroup_size(WG_X, WG_Y)
fn conv2d_pointwise(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x * TILE_M;
  let n = id.y * TILE_N;
  if (may_leave(row >= params.matrix_pixels || n >= span_words(params.y))) {
    return;
  }
  let start = id.z * params.matrix_pixels;
  let pixel = start + row;
  let words = span_words(params.x);
  first_weights = id.z * words;
  let at = tile_sources(tile_origins(pixel), vec2u(0));
  var tile = tile_start(n);
  for (var word = 0u; word < words; word++) {
    tile_accumulate(&tile, at, n, word, word);
  }
  tile_store(tile, pixel, n, start + params.matrix_pixels);
}
