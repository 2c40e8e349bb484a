// Depthwise convolution and the pointwise convolution of its map, which is never stored. NHWC, channels packed by 4.
//   m[n,oh,ow,c] = clamp(b_d[c] + Σ_{kh,kw} w_d[c,kh,kw] · x[n, oh·S − P + kh·D, ow·S − P + kw·D, c])
//   y[n,oh,ow,k] = act(b[k] + Σ_c w[k,c] · m[n,oh,ow,c])
// Taps outside x read as zero. A workgroup computes WG_X·TILE_M pixels × WG_Y·TILE_N words; per step it computes BLOCK_K
// words of m for each of its pixels, in workgroup memory, and stages the weights that meet them. So each word of m is
// computed once for every WG_Y·TILE_N words of y. Grid: (pixels / TILE_M, y words / TILE_N).
// Howard et al. 2017, MobileNets, arXiv:1704.04861, section 3.1.
//#use types-*
//#use pixels-*
//#use words-*
//#use conv-epilogue
//#use conv-window
//#use workgroup-tile

struct Params {
  x: Span,
  y: Span,
  activation: Activation,
  bounds: vec2f,  // of m: least and largest; an empty range is none
  in_hw: vec2u,
  out_hw: vec2u,
  pad: vec2i,
}

@group(0) @binding(0) var<storage, read> x: array<elem4>;                  // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read> depthwise_weights: array<elem4>;  // [kh, kw, x words]
@group(0) @binding(2) var<storage, read> depthwise_bias: array<elem4>;     // [x words]
@group(0) @binding(3) var<storage, read> weights: array<elem4x4>;          // [y words, x words], column = lane of m
@group(0) @binding(4) var<storage, read> bias: array<elem4>;               // [y words]
@group(0) @binding(5) var<storage, read_write> y: array<elem4>;            // [n, oh, ow, y.words]
@group(0) @binding(6) var<uniform> params: Params;

fn reduction_length() -> u32 {
  return span_words(params.x);
}

// Word k of m, whose channels lie in the lanes of x's span. Lanes outside it meet weights that are zero.
fn stage_input(pixel: u32, k: u32) -> elem4 {
  if (pixel >= params.y.pixels) {
    return elem4(0);
  }
  let line = pixel / params.out_hw.y;
  let image = line / params.out_hw.x;
  let first_row = window_start(line - image * params.out_hw.x, S_H, params.pad.x);
  let first_column = window_start(pixel - line * params.out_hw.y, S_W, params.pad.y);
  let words = span_words(params.x);
  let low = elem4(elem(params.bounds.x));
  let high = elem4(elem(params.bounds.y));
  var sum = depthwise_bias[k];
  for (var kh = 0u; kh < K_H; kh++) {
    let row = first_row + i32(kh * D_H);
    if (!is_in_axis(row, params.in_hw.x)) {
      continue;
    }
    for (var kw = 0u; kw < K_W; kw++) {
      let column = first_column + i32(kw * D_W);
      if (!is_in_axis(column, params.in_hw.y)) {
        continue;
      }
      let source = (image * params.in_hw.x + u32(row)) * params.in_hw.y + u32(column);
      sum += depthwise_weights[(kh * K_W + kw) * words + k] * x[span_index(params.x, source, k)];
    }
  }
  return select(sum, clamp(sum, low, high), params.bounds.x <= params.bounds.y);
}

@compute @workgroup_size(WG_X, WG_Y)
fn separable_conv2d(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  workgroup_product(group.xy, local.xy, index);
}
