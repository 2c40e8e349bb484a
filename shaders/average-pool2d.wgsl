// 2-D average pooling. NHWC, channels packed by 4.
//   y[n,oh,ow,c] = Σ_{kh,kw} x[n, oh·S − P + kh, ow·S − P + kw, c] / count
// `count` is how many taps lie inside x, or with COUNT_PADDING inside x and its padding.
// One invocation writes one word. Grid: (y words, OW, N·OH).
//#use types-*
//#use pool-window
override COUNT_PADDING: bool;

struct Params { x: Span, y: Span, in_hw: vec2u, out_hw: vec2u, pad: vec2i, pad_end: vec2i }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [n, oh, ow, y.words]
@group(0) @binding(2) var<uniform> params: Params;

fn pool_start(first: elem4) -> elem4 {
  return elem4(0);
}

fn pool_add(sum: elem4, tap: elem4) -> elem4 {
  return sum + tap;
}

fn pool_finish(sum: elem4, start: vec2i) -> elem4 {
  var first = max(start, vec2i(0));
  var end = vec2i(params.in_hw);
  if (COUNT_PADDING) {
    first = start;
    end += params.pad_end;
  }
  let taps = min(start + vec2i(i32(K_H), i32(K_W)), end) - first;
  return sum / elem(taps.x * taps.y);
}

@compute @workgroup_size(WG_X, WG_Y)
fn average_pool2d(@builtin(global_invocation_id) id: vec3u) {
  pool_word(id);
}
