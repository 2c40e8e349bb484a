// Input transform of Winograd's F(2×2, 3×3): Lavin & Gray 2015, arXiv:1509.09308, section 4.1. Channels packed by 4.
//   y[ξ, tile, c] = (Bᵀ d B)[ξ], d the 4×4 patch of x under the windows of the tile's 2×2 output pixels
// Pixels outside x read as zero. One invocation transforms one word of one patch. Grid: lib/word-grid.wgsl, over tiles.
//#use types-*
//#use word-access
//#use word-grid
struct Params { x: Span, y: Span, in_hw: vec2u, tiles_hw: vec2u, pad: vec2i }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [16, tiles, y.words]
@group(0) @binding(2) var<uniform> params: Params;

struct Row { a: elem4, b: elem4, c: elem4, d: elem4 }

// Row `row` of a patch times B. Outside x the first pixel is read and dropped: a software adapter takes longer to decide
// for each pixel whether to read it.
fn load_row(image: u32, row: i32, column: i32, word: u32) -> Row {
  let width = select(0u, params.in_hw.y, u32(row) < params.in_hw.x);
  let first = (image * params.in_hw.x + u32(row)) * params.in_hw.y;
  let a = load_pixel(first, column, width, word);
  let b = load_pixel(first, column + 1, width, word);
  let c = load_pixel(first, column + 2, width, word);
  let d = load_pixel(first, column + 3, width, word);
  return Row(a - c, b + c, c - b, b - d);
}

// Negative columns become numbers larger than any width.
fn load_pixel(first: u32, column: i32, width: u32, word: u32) -> elem4 {
  let is_inside = u32(column) < width;
  return select(elem4(0), load_word(select(0u, first + u32(column), is_inside), word), is_inside);
}

fn store_row(tiles: u32, tile: u32, word: u32, element: u32, values: Row) {
  store_word(element * tiles + tile, word, values.a);
  store_word((element + 1u) * tiles + tile, word, values.b);
  store_word((element + 2u) * tiles + tile, word, values.c);
  store_word((element + 3u) * tiles + tile, word, values.d);
}

@compute @workgroup_size(WG)
fn winograd_input(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = word_position(group, grid, index, span_words(params.y));
  let tiles = params.y.pixels / 16u;
  let tile = at.pixel;
  if (tile >= tiles) {
    return;
  }
  let tile_row = tile / params.tiles_hw.y;
  let image = tile_row / params.tiles_hw.x;
  let row = 2 * i32(tile_row % params.tiles_hw.x) - params.pad.x;
  let column = 2 * i32(tile % params.tiles_hw.y) - params.pad.y;
  let p = load_row(image, row, column, at.word);
  let q = load_row(image, row + 1, column, at.word);
  let r = load_row(image, row + 2, column, at.word);
  let s = load_row(image, row + 3, column, at.word);
  store_row(tiles, tile, at.word, 0u, Row(p.a - r.a, p.b - r.b, p.c - r.c, p.d - r.d));
  store_row(tiles, tile, at.word, 4u, Row(q.a + r.a, q.b + r.b, q.c + r.c, q.d + r.d));
  store_row(tiles, tile, at.word, 8u, Row(r.a - q.a, r.b - q.b, r.c - q.c, r.d - q.d));
  store_row(tiles, tile, at.word, 12u, Row(q.a - s.a, q.b - s.b, q.c - s.c, q.d - s.d));
}
