// The grid of kernels in which one invocation writes one word of any pixel: all (pixels × words), words first, in one
// flat row that is folded over y, so that few words leave no invocation idle.
//#use channel-span
//#use folded-grid
override WG: u32;

struct WordPosition { pixel: u32, word: u32 }

// `width`: words, or what else an invocation writes, of one pixel.
fn word_position(group: vec3u, grid: vec3u, index: u32, width: u32) -> WordPosition {
  let flat = place_in_row(group, grid) * WG + index;
  return WordPosition(flat / width, flat % width);
}
