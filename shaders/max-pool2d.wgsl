// 2-D max pooling. NHWC, channels packed by 4.
//   y[n,oh,ow,c] = max_{kh,kw} x[n, oh·S − P + kh, ow·S − P + kw, c]
// Taps outside x do not count; every window has one inside (shape inference sees to it).
// One invocation writes one word. Grid: (y words, OW, N·OH).
//#use types-*
//#use pool-window
struct Params { x: Span, y: Span, in_hw: vec2u, out_hw: vec2u, pad: vec2i }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [n, oh, ow, y.words]
@group(0) @binding(2) var<uniform> params: Params;

fn pool_start(first: elem4) -> elem4 {
  return first;
}

fn pool_add(largest: elem4, tap: elem4) -> elem4 {
  return max(largest, tap);
}

fn pool_finish(largest: elem4, start: vec2i) -> elem4 {
  return largest;
}

@compute @workgroup_size(WG_X, WG_Y)
fn max_pool2d(@builtin(global_invocation_id) id: vec3u) {
  pool_word(id);
}
