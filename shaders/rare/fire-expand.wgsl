// Both expand layers of a fire module: Iandola et al. 2016, arXiv:1602.07360, section 3.1. NHWC, channels packed by 4.
//   y[n,h,w,k] = act(b[k] + Σ_c w1[k,c] · x[n,h,w,c])                             for the filters of the 1×1 part
//   y[n,h,w,k] = act(b[k] + Σ_{i,j,c} w3[k,i,j,c] · x[n, h − 1 + i, w − 1 + j, c])  for those of the 3×3 part
// The parts lie side by side in y's span, either of them first. Register-blocked: one invocation computes TILE_M pixels ×
// TILE_N words of one part. A word that has channels of both is computed with the 3×3 part: there the 1×1 filters are
// zero but for their centre. Rows of weights are words: those of the 3×3 part, the longer ones, then those of the 1×1
// part, each padded to whole workgroups.
// Grid: (pixels / TILE_M, rows of weights / TILE_N), so that which part it is depends on the workgroup's y alone.
//#use types-*
//#use pixels-*
//#use weights-*
//#use words-*
//#use activation
//#use conv-output
//#use conv-input
override WG_X: u32;
override WG_Y: u32;

struct Params {
  x: Span,
  y: Span,
  activation: Activation,
  in_hw: vec2u,
  out_hw: vec2u,     // the same
  pad: vec2i,
  window: vec2u,     // the 3×3 part: its first word in y's span, and how many it has
  pointwise: vec2u,  // the same for the 1×1 part
}

@group(0) @binding(0) var<storage, read> x: array<elem4>;            // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem4x4>;    // [rows, taps, x words], column = input lane
@group(0) @binding(2) var<storage, read> bias: array<elem4>;         // [rows]
@group(0) @binding(3) var<storage, read_write> y: array<elem4>;      // [n, h, w, y.words]
@group(0) @binding(4) var<uniform> params: Params;

alias WeightMatrix = elem4x4;

struct Part {
  words: vec2u,     // as in Params
  row: u32,         // its first row of weights
  matrix: u32,      // that row's first 4×4 matrix
  row_length: u32,  // in matrices
  taps: vec2u,      // first tap of the window, and the one behind the last
}

// Of the part that the workgroup computes. Scalars: software adapters keep structs in memory.
var<private> first_word: u32;
var<private> word_count: u32;
var<private> first_row: u32;
var<private> row_length: u32;

fn part_of(row: u32) -> Part {
  let group_rows = WG_Y * TILE_N;
  let rows = (params.window.y + group_rows - 1u) / group_rows * group_rows;
  let words = span_words(params.x);
  let taps = K_H * K_W;
  if (row < rows) {
    return Part(params.window, 0u, 0u, taps * words, vec2u(0u, taps));
  }
  let centre = u32(params.pad.x) * K_W + u32(params.pad.y);
  return Part(params.pointwise, rows, rows * taps * words, words, vec2u(centre, centre + 1u));
}

// Words n count within the part.
fn start_word(n: u32) -> elem4 {
  return bias[first_row + n];
}

// `k` counts from the first matrix of all.
fn load_weights(n: u32, k: u32) -> elem4x4 {
  return weight_matrix(n * row_length + k);
}

fn store_output(pixel: u32, n: u32, value: elem4) {
  if (n < word_count) {
    write_output(pixel, first_word + n, activate(value));
  }
}

@compute @workgroup_size(WG_X, WG_Y)
fn fire_expand(@builtin(global_invocation_id) id: vec3u, @builtin(workgroup_id) group: vec3u) {
  let part = part_of(group.y * WG_Y * TILE_N);
  first_word = part.words.x;
  word_count = part.words.y;
  first_row = part.row;
  row_length = part.row_length;
  let pixel = id.x * TILE_M;
  let n = id.y * TILE_N - part.row;
  if (may_leave(pixel >= params.y.pixels || n >= part.words.y)) {
    return;
  }
  let origins = tile_origins(pixel);
  let words = span_words(params.x);
  var tile = tile_start(n);
  var k = part.matrix;
  for (var tap = part.taps.x; tap < part.taps.y; tap++) {
    let at = tile_sources(origins, vec2u(tap / K_W, tap % K_W));
    for (var word = 0u; word < words; word++) {
      tile_accumulate(&tile, at, n, word, k);
      k++;
    }
  }
  tile_store(tile, pixel, n, params.y.pixels);
}
