// 2-D convolution of a first layer, whose input has one to three channels, register-blocked. NHWC, channels packed by 4.
//   y[n,oh,ow,k] = act(b[k] + Σ_{kh,kw,c} w[k,kh,kw,c] · x[n, oh·S − P + kh·D, ow·S − P + kw·D, c])
// As conv2d-direct, but where each tap has one word, finding the pixels costs as much as multiplying them: rows are found
// once for each row of the kernel, and the fourth lane is neither loaded nor multiplied.
// One invocation computes TILE_M output pixels × TILE_N words. Grid: (output pixels / TILE_M, y words / TILE_N).
//#use types-*
//#use pixels-*
//#use weights-*
//#use words-*
//#use conv-epilogue
//#use conv-origin
override WG_X: u32;
override WG_Y: u32;

struct Params { x: Span, y: Span, activation: Activation, in_hw: vec2u, out_hw: vec2u, pad: vec2i }

@group(0) @binding(0) var<storage, read> x: array<elem4>;            // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem4x4>;    // [y words, kh, kw], column = input lane
@group(0) @binding(2) var<storage, read> bias: array<elem4>;         // [y words]
@group(0) @binding(3) var<storage, read_write> y: array<elem4>;      // [n, oh, ow, y.words]
@group(0) @binding(4) var<uniform> params: Params;

alias InputWord = elem3;
alias WeightMatrix = elem3x4;

// A row of x under a row of the window: its first pixel, its width, 0 where it lies outside x, and the first tap's column.
struct Source { row_start: u32, width: u32, column: i32 }

fn source_of(o: Origin, tap: vec2u) -> Source {
  let row = o.row + i32(tap.x * D_H);
  let is_inside = is_in_axis(row, params.in_hw.x);
  let start = (o.rows_before + u32(row)) * params.in_hw.y;
  return Source(select(0u, start, is_inside), select(0u, params.in_hw.y, is_inside), o.column);
}

// The channels under tap `kw` of the row.
fn load_input(s: Source, kw: u32) -> elem3 {
  let column = s.column + i32(kw * D_W);
  let is_inside = is_in_axis(column, s.width);
  let at = (s.row_start + select(0u, u32(column), is_inside)) * params.x.words + params.x.first / 4u;
  // Lane by lane, so that the fourth is not loaded.
  return select(elem3(0), elem3(x[at].x, x[at].y, x[at].z), is_inside);
}

fn load_weights(n: u32, k: u32) -> elem3x4 {
  let matrix = weight_matrix(n * K_H * K_W + k);
  return elem3x4(matrix[0], matrix[1], matrix[2]);
}

@compute @workgroup_size(WG_X, WG_Y)
fn conv2d_direct_c3(@builtin(global_invocation_id) id: vec3u) {
  let pixel = id.x * TILE_M;
  let n = id.y * TILE_N;
  if (may_leave(pixel >= params.y.pixels || n >= span_words(params.y))) {
    return;
  }
  let origins = tile_origins(pixel);
  var tile = tile_start(n);
  var k = 0u;
  for (var kh = 0u; kh < K_H; kh++) {
    let rows = tile_sources(origins, vec2u(kh, 0));
    for (var kw = 0u; kw < K_W; kw++) {
      tile_accumulate(&tile, rows, n, kw, k);
      k++;
    }
  }
  tile_store(tile, pixel, n, params.y.pixels);
}
