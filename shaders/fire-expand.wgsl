// Both expand layers of a fire module: Iandola et al. 2016, arXiv:1602.07360, section 3.1. NHWC, channels packed by 4.
//   y[n,h,w,k] = act(b[k] + Σ_c w1[k,c] · x[n,h,w,c])                             for the filters of the 1×1 part
//   y[n,h,w,k] = act(b[k] + Σ_{i,j,c} w3[k,i,j,c] · x[n, h − 1 + i, w − 1 + j, c])  for those of the 3×3 part
// Register-blocked: one invocation computes TILE_M pixels × TILE_N words of one part (lib/expand-part.wgsl).
// Grid: (pixels / TILE_M, rows of weights / TILE_N), so that which part it is depends on the workgroup's y alone.
//#use types-*
//#use pixels-*
//#use weights-*
//#use words-*
//#use activation
//#use conv-output
//#use conv-input
//#use expand-part
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

fn load_weights(n: u32, k: u32) -> elem4x4 {
  return weight_matrix(n * row_length + k);
}

fn store_output(pixel: u32, n: u32, value: elem4) {
  if (n < word_count) {
    write_output(pixel, first_word + n, activate(value));
  }
}

fn part_of(row: u32, words: u32) -> Part {
  if (row < window_rows()) {
    return window_part(words);
  }
  return pointwise_part(words);
}

@compute @workgroup_size(WG_X, WG_Y)
fn fire_expand(@builtin(global_invocation_id) id: vec3u, @builtin(workgroup_id) group: vec3u) {
  let words = span_words(params.x);
  let part = part_of(group.y * WG_Y * TILE_N, words);
  enter_part(part);
  let pixel = id.x * TILE_M;
  let n = id.y * TILE_N - part.row;
  if (may_leave(pixel >= params.y.pixels || n >= part.words.y)) {
    return;
  }
  tile_store(expand_tile(part, pixel, n, words), pixel, n, params.y.pixels);
}
