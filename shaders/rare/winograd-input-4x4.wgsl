// Input transform of Winograd's F(4×4, 3×3): Lavin & Gray 2015, arXiv:1509.09308, section 4.3. Channels packed by 4.
//   y[ξ, tile, c] = (Bᵀ d B)[ξ], d the 6×6 patch of x under the windows of the tile's 4×4 output pixels
// Pixels outside x read as zero. One invocation transforms one word of one patch: its rows as they come in, then its
// columns as they go out. Grid: lib/word-grid.wgsl, over tiles.
// Loops keep what has to be compiled small. Rows and columns move past fixed places, since indexed arrays are slow.
//#use types-*
//#use word-access
//#use word-grid
struct Params { x: Span, y: Span, in_hw: vec2u, tiles_hw: vec2u, pad: vec2i }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [36, tiles, y.words]
@group(0) @binding(2) var<uniform> params: Params;

struct Line { a: elem4, b: elem4, c: elem4, d: elem4, e: elem4, f: elem4 }

// Bᵀ times a column, or a row times B. Factors are powers of two, so that only sums round, two for each element: row
// 4 0 −5 0 1 0 of Bᵀ is 4 (a − c) + (e − c).
fn transform(v: Line) -> Line {
  let even = v.e - v.c;
  let odd = v.d - v.b;
  let even4 = v.e - 4 * v.c;
  let odd4 = v.d - 4 * v.b;
  return Line(
    4 * (v.a - v.c) + even,
    even4 + odd4,
    even4 - odd4,
    even + 2 * odd,
    even - 2 * odd,
    (v.f - v.d) - 4 * odd
  );
}

// Row `row` of a patch. Outside x the first pixel is read and dropped: a software adapter takes longer to decide for each
// pixel whether to read it.
fn load_row(image: u32, row: i32, column: i32, word: u32) -> Line {
  let width = select(0u, params.in_hw.y, u32(row) < params.in_hw.x);
  let first = (image * params.in_hw.x + u32(row)) * params.in_hw.y;
  return Line(
    load_pixel(first, column, width, word),
    load_pixel(first, column + 1, width, word),
    load_pixel(first, column + 2, width, word),
    load_pixel(first, column + 3, width, word),
    load_pixel(first, column + 4, width, word),
    load_pixel(first, column + 5, width, word)
  );
}

// Negative columns become numbers larger than any width.
fn load_pixel(first: u32, column: i32, width: u32, word: u32) -> elem4 {
  let is_inside = u32(column) < width;
  return select(elem4(0), load_word(select(0u, first + u32(column), is_inside), word), is_inside);
}

// Six elements, each the one below the one before: a row of elements has six.
fn store_column(tiles: u32, tile: u32, word: u32, element: u32, values: Line) {
  let first = element * tiles + tile;
  let step = 6u * tiles;
  store_word(first, word, values.a);
  store_word(first + step, word, values.b);
  store_word(first + 2u * step, word, values.c);
  store_word(first + 3u * step, word, values.d);
  store_word(first + 4u * step, word, values.e);
  store_word(first + 5u * step, word, values.f);
}

fn moved(row: Line) -> Line {
  return Line(row.b, row.c, row.d, row.e, row.f, row.a);
}

@compute @workgroup_size(WG)
fn winograd_input_4x4(
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
  let row = 4 * i32(tile_row % params.tiles_hw.x) - params.pad.x;
  let column = 4 * i32(tile % params.tiles_hw.y) - params.pad.y;
  var p: Line;
  var q: Line;
  var r: Line;
  var s: Line;
  var t: Line;
  var u: Line;
  for (var i = 0; i < 6; i++) {
    p = q;
    q = r;
    r = s;
    s = t;
    t = u;
    u = transform(load_row(image, row + i, column, at.word));
  }
  for (var i = 0u; i < 6u; i++) {
    store_column(tiles, tile, at.word, i, transform(Line(p.a, q.a, r.a, s.a, t.a, u.a)));
    p = moved(p);
    q = moved(q);
    r = moved(r);
    s = moved(s);
    t = moved(t);
    u = moved(u);
  }
}
