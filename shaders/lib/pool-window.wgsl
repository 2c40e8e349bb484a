// The walk of a pooling kernel over its windows. Taps outside x do not count.
// The kernel defines pool_start(), pool_add(acc, x) and pool_finish(acc, start), and binds x, y and params.
//#use channel-span
//#use conv-window
override WG_X: u32;
override WG_Y: u32;

// Result of the window at `start` over the words that begin at index `at` of the image's first pixel.
fn pool_window(start: vec2i, at: i32) -> elem4 {
  let first = max(start, vec2i(0));
  let end = min(start + vec2i(i32(K_H), i32(K_W)), vec2i(params.in_hw));
  let row_words = i32(params.in_hw.y * params.x.words);
  var acc = pool_start(x[at + first.x * row_words + first.y * i32(params.x.words)]);
  for (var row = first.x; row < end.x; row++) {
    for (var column = first.y; column < end.y; column++) {
      acc = pool_add(acc, x[at + row * row_words + column * i32(params.x.words)]);
    }
  }
  return pool_finish(acc, start);
}

// Computes and writes one word of y. Grid: (y words, OW, N·OH).
fn pool_word(id: vec3u) {
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
    let a = pool_window(start, image_at + source.x);
    let b = pool_window(start, image_at + source.x + 1);
    y[to] = merge_lanes(params.y, word, y[to], shift_lanes(a, b, source.y));
  } else {
    y[to] = pool_window(start, image_at + i32(params.x.first / 4u + word));
  }
}
