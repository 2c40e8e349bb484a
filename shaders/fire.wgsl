// A fire module whose squeeze layer is never stored: Iandola et al. 2016, arXiv:1602.07360, section 3.1. NHWC, channels
// packed by 4.
//   s[n,h,w,c] = bounds(b0[c] + Σ_q w0[c,q] · x[n,h,w,q])                         zero outside the image
//   y[n,h,w,k] = act(b[k] + Σ_c w1[k,c] · s[n,h,w,c])                             for the filters of the 1×1 part
//   y[n,h,w,k] = act(b[k] + Σ_{i,j,c} w3[k,i,j,c] · s[n, h − 1 + i, w − 1 + j, c])  for those of the 3×3 part
// A workgroup computes WG_Y·TILE_N words of each part for an area of pixels: it squeezes them and the border around them
// into workgroup memory, and expands register tiles out of it (lib/expand-part.wgsl). So borders are squeezed more than
// once, and every pixel once for each workgroup along z.
// Grid: (W / area columns, N · (H / area rows), words of the larger part / TILE_N / WG_Y).
//#use types-*
//#use pixels-*
//#use words-*
//#use activation
//#use conv-output
//#use expand-part
override WG_X: u32;
override WG_Y: u32;
// Words of workgroup memory: all of the squeeze layer that a workgroup needs, or more.
//#const STAGED

struct Params {
  x: Span,
  y: Span,
  activation: Activation,  // of the expand layers
  squeeze: Activation,     // of the squeeze layer: bounds
  squeeze_words: u32,      // of a pixel of the squeeze layer
  size: vec2u,             // height and width of x and y
  area: vec2u,             // rows and columns that a workgroup computes; TILE_M divides the columns
  window: vec2u,           // the 3×3 part: its first word in y's span, and how many it has
  pointwise: vec2u,        // the same for the 1×1 part
}

@group(0) @binding(0) var<storage, read> x: array<elem4>;                  // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read> squeeze_weights: array<elem4x4>;  // [squeeze words, x words], column = input lane
@group(0) @binding(2) var<storage, read> squeeze_bias: array<elem4>;       // [squeeze words]
@group(0) @binding(3) var<storage, read> weights: array<elem4x4>;          // [rows, taps, squeeze words], column = input lane
@group(0) @binding(4) var<storage, read> bias: array<elem4>;               // [rows]
@group(0) @binding(5) var<storage, read_write> y: array<elem4>;            // [n, h, w, y.words]
@group(0) @binding(6) var<uniform> params: Params;

// Pixels around the area, on every side.
const BORDER = SIDE / 2u;

var<workgroup> squeezed: array<elem4, STAGED>;  // [rows and columns of the area with its border, squeeze words]
var<private> corner: vec2u;     // the workgroup's first pixel: row and column in its image
var<private> rows_before: u32;  // rows of the images before

struct SqueezePixel { at: u32, is_inside: bool }  // index of the pixel's first word in x

fn squeezed_columns() -> u32 {
  return params.area.y + 2u * BORDER;
}

fn squeezed_pixels() -> u32 {
  return (params.area.x + 2u * BORDER) * squeezed_columns();
}

// Pixels of the squeeze layer count row by row of the area with its border. Coordinates below zero wrap around to numbers
// larger than any size.
fn squeeze_pixel(pixel: u32) -> SqueezePixel {
  let columns = squeezed_columns();
  let at = corner + vec2u(pixel / columns, pixel % columns) - vec2u(BORDER);
  let is_inside = all(at < params.size);
  let source = (rows_before + at.x) * params.size.y + at.y;
  return SqueezePixel(select(0u, source, is_inside) * params.x.words + params.x.first / 4u, is_inside);
}

fn keep_squeezed(pixel: u32, word: u32, is_inside: bool, sum: elem4) {
  if (pixel >= squeezed_pixels()) {
    return;
  }
  let low = elem4(elem(params.squeeze.low));
  let high = elem4(elem(params.squeeze.high));
  // An empty range is no bounds.
  let bounded = select(sum, clamp(sum, low, high), params.squeeze.low <= params.squeeze.high);
  squeezed[pixel * params.squeeze_words + word] = select(elem4(0), bounded, is_inside);
}

// One word of four pixels, which share its weights.
fn squeeze_four(pixel: u32, word: u32) {
  let p = squeeze_pixel(pixel);
  let q = squeeze_pixel(pixel + 1u);
  let r = squeeze_pixel(pixel + 2u);
  let s = squeeze_pixel(pixel + 3u);
  let words = span_words(params.x);
  let start = squeeze_bias[word];
  var p_sum = start;
  var q_sum = start;
  var r_sum = start;
  var s_sum = start;
  for (var c = 0u; c < words; c++) {
    let w = squeeze_weights[word * words + c];
    p_sum += w * x[p.at + c];
    q_sum += w * x[q.at + c];
    r_sum += w * x[r.at + c];
    s_sum += w * x[s.at + c];
  }
  keep_squeezed(pixel, word, p.is_inside, p_sum);
  keep_squeezed(pixel + 1u, word, q.is_inside, q_sum);
  keep_squeezed(pixel + 2u, word, r.is_inside, r_sum);
  keep_squeezed(pixel + 3u, word, s.is_inside, s_sum);
}

alias Origin = u32;  // first word of the pixel of `squeezed` under a window's first tap
alias Source = u32;
alias InputWord = elem4;
alias WeightMatrix = elem4x4;

// Pixels of y count row by row of the area.
fn origin_of(pixel: u32) -> Origin {
  let columns = params.area.y;
  return (pixel / columns * squeezed_columns() + pixel % columns) * params.squeeze_words;
}

fn origin_after(origin: Origin) -> Origin {
  return origin + params.squeeze_words;
}

fn source_of(origin: Origin, tap: vec2u) -> Source {
  return origin + (tap.x * squeezed_columns() + tap.y) * params.squeeze_words;
}

fn load_input(at: Source, word: u32) -> elem4 {
  return squeezed[at + word];
}

fn load_weights(n: u32, k: u32) -> elem4x4 {
  return weights[n * row_length + k];
}

fn store_output(pixel: u32, n: u32, value: elem4) {
  let at = corner + vec2u(pixel / params.area.y, pixel % params.area.y);
  if (n < word_count && all(at < params.size)) {
    write_output((rows_before + at.x) * params.size.y + at.y, first_word + n, activate(value));
  }
}

// The tiles of one part's words n … n + TILE_N − 1 from tile `first` on, every WG_X-th.
fn expand(part: Part, first: u32, n: u32) {
  if (n >= part.words.y) {
    return;
  }
  enter_part(part);
  let pixels = params.area.x * params.area.y;
  for (var pixel = first * TILE_M; pixel < pixels; pixel += WG_X * TILE_M) {
    tile_store(expand_tile(part, pixel, n, params.squeeze_words), pixel, n, pixels);
  }
}

@compute @workgroup_size(WG_X, WG_Y)
fn fire(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let areas = (params.size.x + params.area.x - 1u) / params.area.x;  // one below the other
  rows_before = group.y / areas * params.size.x;
  corner = vec2u(group.y % areas, group.x) * params.area;
  let words = params.squeeze_words;
  let fours = (squeezed_pixels() + 3u) / 4u;
  for (var i = index; i < fours * words; i += WG_X * WG_Y) {
    squeeze_four(i / words * 4u, i % words);
  }
  workgroupBarrier();
  let n = (group.z * WG_Y + local.y) * TILE_N;
  expand(window_part(words), local.x, n);
  expand(pointwise_part(words), local.x, n);
}
