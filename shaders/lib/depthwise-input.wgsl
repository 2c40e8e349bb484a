// How depthwise convolutions read: channel k of y comes from channel k / multiplier of x.
// Uses the kernel's binding `x` and its `params.x`, `params.y`, `params.multiplier`.
//#use channel-span

// Whether the lanes of a word of y do not come from the same lanes of one word of x.
override GATHERS: bool;

fn load_lane(pixel: u32, channel: i32) -> elem {
  // Lanes before the span's first channel and behind its last one read any channel: their weights are zero.
  let c = min(params.x.first + u32(max(channel, 0)) / params.multiplier, params.x.end - 1u);
  return x[pixel * params.x.words + c / 4u][c % 4u];
}

// What meets the weights of y's word `word` at a pixel of x.
fn load_input(pixel: u32, word: u32) -> elem4 {
  if (!GATHERS) {
    return x[span_index(params.x, pixel, word)];
  }
  let channel = i32((params.y.first / 4u + word) * 4u) - i32(params.y.first);
  return elem4(
    load_lane(pixel, channel),
    load_lane(pixel, channel + 1),
    load_lane(pixel, channel + 2),
    load_lane(pixel, channel + 3)
  );
}
