// Pointwise convolution and the depthwise convolution of its map, which is never stored. NHWC, channels packed by 4.
//   m[n,h,w,k] = act(b_e[k] + Σ_c w_e[k,c] · x[n,h,w,c])
//   y[n,oh,ow,k] = act(b[k] + Σ_{kh,kw} w[k,kh,kw] · m[n, oh·S − P + kh·D, ow·S − P + kw·D, k])
// Taps outside m read as zero. A workgroup computes WORDS = WG_Y·TILE_N words of an area of y: first those of m under its
// windows, by register tiles of TILE_M pixels × TILE_N words into workgroup memory, then y out of it. So a word of m is
// computed again by every workgroup whose windows reach it, and x is read once for every WORDS words.
// Grid: (OW / COLUMNS, N · (OH / area rows), y words / WORDS).
// Sandler et al. 2018, MobileNetV2, arXiv:1801.04381, section 3.3.
//#use types-*
//#use pixels-*
//#use words-*
//#use activation
//#use conv-output
//#use conv-window
override WG_X: u32;
override WG_Y: u32;
override COLUMNS: u32;  // of the area; 4 divides it
// Words of workgroup memory: all of m that a workgroup needs, or more.
//#const STAGED

struct Params {
  x: Span,
  y: Span,
  activation: Activation,  // of m and y
  in_hw: vec2u,
  out_hw: vec2u,
  pad: vec2i,
  rows: u32,  // of the area
}

@group(0) @binding(0) var<storage, read> x: array<elem4>;                 // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read> expand_weights: array<elem4x4>;  // [y words, x words], column = input lane
@group(0) @binding(2) var<storage, read> expand_bias: array<elem4>;       // [y words]
@group(0) @binding(3) var<storage, read> weights: array<elem4>;           // [kh, kw, y words]
@group(0) @binding(4) var<storage, read> bias: array<elem4>;              // [y words]
@group(0) @binding(5) var<storage, read_write> y: array<elem4>;           // [n, oh, ow, y.words]
@group(0) @binding(6) var<uniform> params: Params;

var<workgroup> staged: array<elem4, STAGED>;  // [pixels of m under the area, WORDS]
var<private> first_word: u32;   // of the workgroup's words in y's span
var<private> area: vec2u;       // its first pixel of y: row and column in its image
var<private> image: u32;

fn words() -> u32 {
  return WG_Y * TILE_N;
}

// Columns of m under the area. Its pixels count row by row.
fn map_columns() -> u32 {
  return (COLUMNS - 1u) * S_W + (K_W - 1u) * D_W + 1u;
}

fn map_pixels() -> u32 {
  return ((params.rows - 1u) * S_H + (K_H - 1u) * D_H + 1u) * map_columns();
}

// Row and column of such a pixel in m; above all sizes beside it.
fn map_position(pixel: u32) -> vec2u {
  let first = vec2i(area * vec2u(S_H, S_W)) - params.pad;
  return vec2u(first + vec2i(vec2u(pixel / map_columns(), pixel % map_columns())));
}

alias Origin = u32;  // a pixel of m
alias Source = u32;  // index of its first word in x
alias InputWord = elem4;
alias WeightMatrix = elem4x4;

fn origin_of(pixel: u32) -> Origin {
  return pixel;
}

fn origin_after(origin: Origin) -> Origin {
  return origin + 1u;
}

// Beside m any pixel is as good.
fn source_of(origin: Origin, tap: vec2u) -> Source {
  let at = min(map_position(origin), params.in_hw - 1u);
  return span_index(params.x, (image * params.in_hw.x + at.x) * params.in_hw.y + at.y, 0u);
}

fn load_input(at: Source, word: u32) -> elem4 {
  return x[at + word];
}

fn load_weights(n: u32, k: u32) -> elem4x4 {
  return expand_weights[n * span_words(params.x) + k];
}

fn start_word(n: u32) -> elem4 {
  return expand_bias[n];
}

fn store_output(pixel: u32, n: u32, value: elem4) {
  let is_inside = all(map_position(pixel) < params.in_hw);
  staged[pixel * words() + n - first_word] = select(elem4(0), activate(value), is_inside);
}

fn store_filtered(at: vec2u, n: u32, value: elem4) {
  if (all(at < params.out_hw)) {
    write_output((image * params.out_hw.x + at.x) * params.out_hw.y + at.y, n, activate(value));
  }
}

// Word n of four pixels of y, which share its weights: from column `at.y` of the area on.
fn filter_four(at: vec2u, n: u32) {
  let y_words = span_words(params.y);
  if (n >= y_words) {
    return;
  }
  let start = bias[n];
  var sums = elem4x4(start, start, start, start);
  let step = S_W * words();
  for (var kh = 0u; kh < K_H; kh++) {
    for (var kw = 0u; kw < K_W; kw++) {
      let tap = at * vec2u(S_H, S_W) + vec2u(kh * D_H, kw * D_W);
      let from = (tap.x * map_columns() + tap.y) * words() + n - first_word;
      let weight = weights[(kh * K_W + kw) * y_words + n];
      sums += elem4x4(
        weight * staged[from],
        weight * staged[from + step],
        weight * staged[from + 2u * step],
        weight * staged[from + 3u * step]
      );
    }
  }
  let to = area + at;
  store_filtered(to, n, sums[0]);
  store_filtered(to + vec2u(0, 1), n, sums[1]);
  store_filtered(to + vec2u(0, 2), n, sums[2]);
  store_filtered(to + vec2u(0, 3), n, sums[3]);
}

@compute @workgroup_size(WG_X, WG_Y)
fn expand_depthwise(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let areas = (params.out_hw.x + params.rows - 1u) / params.rows;  // one below the other
  image = group.y / areas;
  area = vec2u(group.y % areas, group.x) * vec2u(params.rows, COLUMNS);
  first_word = group.z * words();
  let n = first_word + local.y * TILE_N;
  let end = map_pixels();
  for (var pixel = local.x * TILE_M; pixel < end; pixel += WG_X * TILE_M) {
    let at = tile_sources(tile_origins(pixel), vec2u(0));
    var tile = tile_start(n);
    for (var k = 0u; k < span_words(params.x); k++) {
      tile_accumulate(&tile, at, n, k, k);
    }
    tile_store(tile, pixel, n, end);
  }
  workgroupBarrier();
  let fours = params.rows * COLUMNS / 4u;
  for (var i = index; i < fours * words(); i += WG_X * WG_Y) {
    let four = i / words();
    let at = vec2u(four / (COLUMNS / 4u), four % (COLUMNS / 4u) * 4u);
    filter_four(at, first_word + i % words());
  }
}
