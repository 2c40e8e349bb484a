// Input transform of Winograd convolutions with patches of 6×6 and stride 1, F(4×4, 3×3) and F(2×2, 5×5): Lavin & Gray 2015,
// arXiv:1509.09308, section 4.3. Channels packed by 4.
//   y[ξ, tile, c] = (Bᵀ d B)[ξ], d the 6×6 patch of x under the windows of the tile's output pixels
// Pixels outside x read as zero. One invocation transforms one word of one patch. Grid: lib/word-grid.wgsl, over tiles.
//#use types-*
//#use word-access
//#use word-grid
//#use winograd-patch
struct Params { x: Span, y: Span, in_hw: vec2u, tiles_hw: vec2u, pad: vec2i, tile: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [36, tiles, y.words]
@group(0) @binding(2) var<uniform> params: Params;

// The first pixel of a patch, its image, and the word that is read.
struct Patch { image: u32, row: i32, column: i32, word: u32 }

// Outside x the first pixel is read and dropped: a software adapter takes longer to decide for each pixel whether to read it.
fn load_row(at: Patch, i: i32) -> Line {
  let row = u32(at.row + i);
  let width = select(0u, params.in_hw.y, row < params.in_hw.x);
  let first = (at.image * params.in_hw.x + row) * params.in_hw.y;
  return Line(
    load_pixel(first, at.column, width, at.word),
    load_pixel(first, at.column + 1, width, at.word),
    load_pixel(first, at.column + 2, width, at.word),
    load_pixel(first, at.column + 3, width, at.word),
    load_pixel(first, at.column + 4, width, at.word),
    load_pixel(first, at.column + 5, width, at.word)
  );
}

// Negative columns become numbers larger than any width.
fn load_pixel(first: u32, column: i32, width: u32, word: u32) -> elem4 {
  let is_inside = u32(column) < width;
  return select(elem4(0), load_word(select(0u, first + u32(column), is_inside), word), is_inside);
}

@compute @workgroup_size(WG)
fn winograd_input_6x6(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = word_position(group, grid, index, span_words(params.y));
  let tiles = params.y.pixels / 36u;
  let tile = at.pixel;
  if (tile >= tiles) {
    return;
  }
  let tile_row = tile / params.tiles_hw.y;
  let image = tile_row / params.tiles_hw.x;
  let row = i32(params.tile * (tile_row % params.tiles_hw.x)) - params.pad.x;
  let column = i32(params.tile * (tile % params.tiles_hw.y)) - params.pad.y;
  transform_patch(Patch(image, row, column, at.word), tiles, tile, at.word);
}
