// 2-D convolution of a first layer, whose input has one to three channels, register-blocked. NHWC, channels packed by 4.
//   y[n,oh,ow,k] = act(b[k] + Σ_{kh,kw,c} w[k,kh,kw,c] · x[n, oh·S − P + kh·D, ow·S − P + kw·D, c])
// As conv2d-direct, but where each tap has one word, finding the pixels costs as much as multiplying them: rows are found
// once for each row of the kernel, and the fourth lane is neither loaded for the weights nor multiplied.
// One invocation computes TILE_M output pixels × TILE_N words. Grid: (output pixels / TILE_M, y words / TILE_N).
//#use types-*
//#use tile-*
//#use conv-epilogue
//#use conv-window
override WG_X: u32;
override WG_Y: u32;

struct Params { x: Span, y: Span, activation: Activation, in_hw: vec2u, out_hw: vec2u, pad: vec2i }

@group(0) @binding(0) var<storage, read> x: array<elem4>;            // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem3x4>;    // [y words, kh, kw], column = input channel
@group(0) @binding(2) var<storage, read> bias: array<elem4>;         // [y words]
@group(0) @binding(3) var<storage, read_write> y: array<elem4>;      // [n, oh, ow, y.words]
@group(0) @binding(4) var<uniform> params: Params;

// For 4 output pixels: the column of the window's first tap, and the first pixel of the row under the window's present
// row, with the width of that row: 0 where the row lies outside x.
struct Origin { column: vec4i, row_start: vec4u, width: vec4u }
struct Source { at: vec4u, inside: vec4<bool> }  // index of the word of 4 input pixels

var<private> kernel_row: u32;

fn origin_of(pixel: vec4u) -> Origin {
  // Pixels behind the last one compute the last one again; store_output drops them.
  let p = min(pixel, vec4u(params.y.pixels - 1u));
  let line = p / params.out_hw.y;
  let row = window_start(line % params.out_hw.x, S_H, params.pad.x) + i32(kernel_row * D_H);
  let inside = is_inside(row, params.in_hw.x);
  let start = (line / params.out_hw.x * params.in_hw.x + vec4u(row)) * params.in_hw.y;
  return Origin(
    window_start(p % params.out_hw.y, S_W, params.pad.y),
    select(vec4u(0), start, inside),
    select(vec4u(0), vec4u(params.in_hw.y), inside)
  );
}

fn source_of(origin: Origin, tap: vec2u) -> Source {
  // Columns before the first one wrap around to numbers larger than any width.
  let column = vec4u(origin.column + i32(tap.y * D_W));
  let inside = column < origin.width;
  let pixel = origin.row_start + select(vec4u(0), column, inside);
  return Source(pixel * params.x.words + params.x.first / 4u, inside);
}

fn load_inputs(s: Source, word: u32) -> elem4x3 {
  let zero = elem3(0);
  return elem4x3(
    select(zero, x[s.at.x].xyz, s.inside.x),
    select(zero, x[s.at.y].xyz, s.inside.y),
    select(zero, x[s.at.z].xyz, s.inside.z),
    select(zero, x[s.at.w].xyz, s.inside.w)
  );
}

fn load_weights(n: u32, k: u32) -> elem3x4 {
  return weights[n * K_H * K_W + k];
}

@compute @workgroup_size(WG_X, WG_Y)
fn conv2d_direct_c3(@builtin(global_invocation_id) id: vec3u) {
  let pixel = id.x * TILE_M;
  let n = id.y * TILE_N;
  if (pixel >= params.y.pixels || n >= span_words(params.y)) {
    return;
  }
  var tile = tile_start(n);
  var k = 0u;
  for (var kh = 0u; kh < K_H; kh++) {
    kernel_row = kh;
    let origins = tile_origins(pixel);
    for (var kw = 0u; kw < K_W; kw++) {
      tile_accumulate(&tile, tile_sources(origins, vec2u(kh, kw)), n, 0u, k);
      k++;
    }
  }
  tile_store(tile, pixel, n);
}
