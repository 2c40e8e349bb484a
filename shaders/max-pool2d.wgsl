// 2-D max pooling. NHWC, channels packed by 4.
//   y[n,oh,ow,c] = max_{kh,kw} x[n, oh·S − P + kh, ow·S − P + kw, c]
// Taps outside x do not count; every window has one inside (shape inference sees to it).
// One invocation writes one word. Grid: (y words, OW, N·OH).
//#use types-*
//#use channel-span
//#use conv-window
override WG_X: u32;
override WG_Y: u32;

struct Params { x: Span, y: Span, in_hw: vec2u, out_hw: vec2u, pad: vec2i }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [n, oh, ow, y.words]
@group(0) @binding(2) var<uniform> params: Params;

// Largest value of the window in the words that start at index `at` of the image's first pixel.
fn window_max(start: vec2i, at: i32) -> elem4 {
  let first = max(start, vec2i(0));
  let end = min(start + vec2i(i32(K_H), i32(K_W)), vec2i(params.in_hw));
  let row_words = i32(params.in_hw.y * params.x.words);
  var largest = x[at + first.x * row_words + first.y * i32(params.x.words)];
  for (var row = first.x; row < end.x; row++) {
    for (var column = first.y; column < end.y; column++) {
      largest = max(largest, x[at + row * row_words + column * i32(params.x.words)]);
    }
  }
  return largest;
}

@compute @workgroup_size(WG_X, WG_Y)
fn max_pool2d(@builtin(global_invocation_id) id: vec3u) {
  let word = id.x;
  if (word >= span_words(params.y) || id.y >= params.out_hw.y) {
    return;
  }
  let image = id.z / params.out_hw.x;
  let row = id.z % params.out_hw.x;
  let start = vec2i(vec2u(row, id.y) * vec2u(S_H, S_W)) - params.pad;
  let image_at = i32(image * params.in_hw.x * params.in_hw.y * params.x.words);
  let to = span_index(params.y, id.z * params.out_hw.y + id.y, word);
  if (UNALIGNED) {
    let source = shifted_source(params.x, params.y, word);
    let a = window_max(start, image_at + source.x);
    let b = window_max(start, image_at + source.x + 1);
    y[to] = merge_lanes(params.y, word, y[to], shift_lanes(a, b, source.y));
  } else {
    y[to] = window_max(start, image_at + i32(params.x.first / 4u + word));
  }
}
