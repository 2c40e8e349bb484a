// Pointwise (1×1, stride 1, unpadded) convolution and the mean over all pixels of its result, which is never stored. NHWC,
// channels packed by 4.
//   y[n,k] = Σ_p act(b[k] + Σ_c w[k,c] · x[n,p,c]) / P     p counts the P pixels of image n
// WG_X invocations share TILE_N words of an image: each computes every WG_X-th tile of TILE_M pixels in registers and adds
// up what is activated of it. A workgroup computes WG_Y · TILE_N words. Grid: (1, y words / TILE_N / WG_Y, N).
// The last convolution of SqueezeNet and its pooling: Iandola et al. 2016, arXiv:1602.07360, table 1.
//#use types-*
//#use pixels-*
//#use weights-*
//#use words-*
//#use activation
//#use conv-output
//#use split-parts
//#use pointwise-input
struct Params { x: Span, y: Span, activation: Activation, image_pixels: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem4>;            // [n, pixels, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem4x4>;    // [y words, x words], column = input lane
@group(0) @binding(2) var<storage, read> bias: array<elem4>;         // [y words]
@group(0) @binding(3) var<storage, read_write> y: array<elem4>;      // [n, y.words]
@group(0) @binding(4) var<uniform> params: Params;

const PARTS = TILE_N;

var<private> sums: array<elem4, TILE_N>;  // of the invocation's pixels
var<private> first_word: u32;             // of its words

fn load_input(at: Source, word: u32) -> elem4 {
  return x[at + word];
}

fn load_weights(n: u32, k: u32) -> elem4x4 {
  return weight_matrix(n * span_words(params.x) + k);
}

fn start_word(n: u32) -> elem4 {
  return bias[n];
}

// A finished word of the convolution, which goes into the sum.
fn store_output(pixel: u32, n: u32, value: elem4) {
  sums[n - first_word] += activate(value);
}

@compute @workgroup_size(WG_X, WG_Y)
fn conv2d_mean(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  // Nobody leaves: weights may be read together, and sums are.
  _ = may_leave(false);
  let n = (group.y * WG_Y + local.y) * TILE_N;
  let start = group.z * params.image_pixels;
  let words = span_words(params.x);
  first_word = n;
  for (var first = 0u; first < params.image_pixels; first += WG_X * TILE_M) {
    let pixel = start + first + local.x * TILE_M;
    let at = tile_sources(tile_origins(pixel), vec2u(0));
    var tile = tile_start(n);
    for (var word = 0u; word < words; word++) {
      tile_accumulate(&tile, at, n, word, word);
    }
    tile_store(tile, pixel, n, start + params.image_pixels);
  }
  for (var j = 0u; j < TILE_N; j++) {
    parts[part_index(local.x, local.y, j)] = sums[j];
  }
  share_parts();
  for (var j = local.x; j < TILE_N; j += WG_X) {
    write_output(group.z, n + j, summed_part(local.y, j) / elem(params.image_pixels));
  }
}
