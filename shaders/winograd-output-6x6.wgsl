// Output transform of Winograd convolutions with patches of 6×6, F(4×4, 3×3), F(3×3, 4×4) and F(2×2, 5×5): Lavin & Gray 2015,
// arXiv:1509.09308, section 4.3. Channels packed by 4.
//   y[n, oh, ow, k] = act(b[k] + (Aᵀ m A)[oh mod T, ow mod T]), m the 36 elements of the pixel's tile of T×T in x
// One invocation computes one word of a tile, of which pixels outside y are dropped: rows of elements as they come in, then
// columns of pixels as they go out. Grid: lib/word-grid.wgsl, over tiles.
// Loops keep what has to be compiled small. Rows and columns move past fixed places, since indexed arrays are slow.
//#use types-*
//#use word-access
//#use word-grid
//#use conv-epilogue
struct Params { x: Span, y: Span, activation: Activation, tiles_hw: vec2u, out_hw: vec2u, tile: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [36, tiles, x.words]
@group(0) @binding(1) var<storage, read> bias: array<elem4>;     // [y words]
@group(0) @binding(2) var<storage, read_write> y: array<elem4>;  // [n, oh, ow, y.words]
@group(0) @binding(3) var<uniform> params: Params;

struct Line { a: elem4, b: elem4, c: elem4, d: elem4 }

// Aᵀ times a column, or a row times A, of which a tile has as many as it has pixels along a side: the last of them has the
// product at ∞. Factors are powers of two, so that only sums round, three for each element.
fn transform(a: elem4, b: elem4, c: elem4, d: elem4, e: elem4, f: elem4) -> Line {
  let sum1 = b + c;
  let difference1 = b - c;
  let sum2 = d + e;
  let difference2 = d - e;
  return Line(
    a + sum1 + sum2,
    difference1 + 2 * difference2 + select(elem4(0), f, params.tile == 2u),
    sum1 + 4 * sum2 + select(elem4(0), f, params.tile == 3u),
    difference1 + 8 * difference2 + f
  );
}

// Row `row` of a tile's elements times A.
fn load_row(tiles: u32, tile: u32, word: u32, row: u32) -> Line {
  let first = 6u * row * tiles + tile;
  return transform(
    load_word(first, word),
    load_word(first + tiles, word),
    load_word(first + 2u * tiles, word),
    load_word(first + 3u * tiles, word),
    load_word(first + 4u * tiles, word),
    load_word(first + 5u * tiles, word)
  );
}

// As many pixels of a column as the tile has rows in y, each from `start` on.
fn store_column(pixel: u32, word: u32, rows: u32, start: elem4, values: Line) {
  let step = params.out_hw.y;
  store_output(pixel, word, values.a + start);
  if (rows > 1u) {
    store_output(pixel + step, word, values.b + start);
  }
  if (rows > 2u) {
    store_output(pixel + 2u * step, word, values.c + start);
  }
  if (rows > 3u) {
    store_output(pixel + 3u * step, word, values.d + start);
  }
}

fn moved(row: Line) -> Line {
  return Line(row.b, row.c, row.d, row.a);
}

@compute @workgroup_size(WG)
fn winograd_output_6x6(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = word_position(group, grid, index, span_words(params.y));
  let tiles = params.x.pixels / 36u;
  let tile = at.pixel;
  if (tile >= tiles) {
    return;
  }
  var p: Line;
  var q: Line;
  var r: Line;
  var s: Line;
  var t: Line;
  var u: Line;
  for (var i = 0u; i < 6u; i++) {
    p = q;
    q = r;
    r = s;
    s = t;
    t = u;
    u = load_row(tiles, tile, at.word, i);
  }
  let tile_row = tile / params.tiles_hw.y;
  let image = tile_row / params.tiles_hw.x;
  let row = params.tile * (tile_row % params.tiles_hw.x);
  let column = params.tile * (tile % params.tiles_hw.y);
  let first = (image * params.out_hw.x + row) * params.out_hw.y;
  let start = start_word(at.word);
  let rows = min(params.tile, params.out_hw.x - row);
  let end = min(column + params.tile, params.out_hw.y);
  for (var i = column; i < end; i++) {
    let values = transform(p.a, q.a, r.a, s.a, t.a, u.a);
    store_column(first + i, at.word, rows, start, values);
    p = moved(p);
    q = moved(q);
    r = moved(r);
    s = moved(s);
    t = moved(t);
    u = moved(u);
  }
}
