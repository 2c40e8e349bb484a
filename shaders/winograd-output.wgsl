// Output transform of Winograd's F(2×2, 3×3): Lavin & Gray 2015, arXiv:1509.09308, section 4.1. Channels packed by 4.
//   y[n, oh, ow, k] = act(b[k] + (Aᵀ m A)[oh mod 2, ow mod 2]), m the 16 elements of the pixel's tile in x
// One invocation computes one word of a tile's 2×2 pixels, of which those outside y are dropped.
// Grid: lib/word-grid.wgsl, over tiles.
//#use types-*
//#use word-access
//#use word-grid
//#use conv-epilogue
struct Params { x: Span, y: Span, activation: Activation, tiles_hw: vec2u, out_hw: vec2u }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [16, tiles, x.words]
@group(0) @binding(1) var<storage, read> bias: array<elem4>;     // [y words]
@group(0) @binding(2) var<storage, read_write> y: array<elem4>;  // [n, oh, ow, y.words]
@group(0) @binding(3) var<uniform> params: Params;

struct Pair { left: elem4, right: elem4 }

// Row `row` of a tile's elements times A.
fn load_pair(tiles: u32, tile: u32, word: u32, row: u32) -> Pair {
  let first = 4u * row * tiles + tile;
  let a = load_word(first, word);
  let b = load_word(first + tiles, word);
  let c = load_word(first + 2u * tiles, word);
  let d = load_word(first + 3u * tiles, word);
  return Pair(a + b + c, b - c - d);
}

fn store_pair(pixel: u32, word: u32, has_right: bool, values: Pair) {
  store_output(pixel, word, values.left + bias[word]);
  if (has_right) {
    store_output(pixel + 1u, word, values.right + bias[word]);
  }
}

@compute @workgroup_size(WG)
fn winograd_output(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = word_position(group, grid, index, span_words(params.y));
  let tiles = params.x.pixels / 16u;
  let tile = at.pixel;
  if (tile >= tiles) {
    return;
  }
  let p = load_pair(tiles, tile, at.word, 0u);
  let q = load_pair(tiles, tile, at.word, 1u);
  let r = load_pair(tiles, tile, at.word, 2u);
  let s = load_pair(tiles, tile, at.word, 3u);
  let tile_row = tile / params.tiles_hw.y;
  let image = tile_row / params.tiles_hw.x;
  let row = 2u * (tile_row % params.tiles_hw.x);
  let column = 2u * (tile % params.tiles_hw.y);
  let pixel = (image * params.out_hw.x + row) * params.out_hw.y + column;
  let has_right = column + 1u < params.out_hw.y;
  store_pair(pixel, at.word, has_right, Pair(p.left + q.left + r.left, p.right + q.right + r.right));
  if (row + 1u < params.out_hw.x) {
    let below = Pair(q.left - r.left - s.left, q.right - r.right - s.right);
    store_pair(pixel + params.out_hw.y, at.word, has_right, below);
  }
}
