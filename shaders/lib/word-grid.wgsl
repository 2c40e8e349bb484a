// The grid of kernels in which one invocation writes one word of any pixel: (words, pixels), with pixels folded over
// y and z, since there may be more than a grid has along one axis.
//#use channel-span
override WG_X: u32;
override WG_Y: u32;

struct WordPosition { pixel: u32, word: u32 }

fn word_position(id: vec3u, grid: vec3u) -> WordPosition {
  return WordPosition(id.z * grid.y * WG_Y + id.y, id.x);
}
