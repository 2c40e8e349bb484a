// Batched matrix products, register-blocked: a product for each position of the leading axes. Last axes packed by 4.
//   y[…, i, j] = Σ_q a[…, i, q] · b[…, q, j]
// One invocation computes TILE_M rows × TILE_N words of one matrix. Grid: (tiles of rows of all matrices, y words / TILE_N).
//#use types-*
//#use pixels-*
//#use words-*
//#use channel-span
override WG_X: u32;
override WG_Y: u32;

struct Params {
  a: Span,
  b: Span,
  y: Span,
  rows: u32,   // of each matrix of a and of y
  inner: u32,  // channels of a, rows of each matrix of b
}

@group(0) @binding(0) var<storage, read> a: array<elem4>;        // [matrices, rows, a.words]
@group(0) @binding(1) var<storage, read> b: array<elem4>;        // [matrices, inner, b.words]
@group(0) @binding(2) var<storage, read_write> y: array<elem4>;  // [matrices, rows, y.words]
@group(0) @binding(3) var<uniform> params: Params;

alias Origin = u32;  // index of the first word of a row of a
alias Source = u32;
alias InputWord = elem4;
alias WeightMatrix = elem4x4;

fn origin_of(row: u32) -> Origin {
  return row * params.a.words + params.a.first / 4u;
}

// Behind the last row of a matrix the next one starts: what is read there is not stored.
fn origin_after(origin: Origin) -> Origin {
  return origin + params.a.words;
}

fn source_of(origin: Origin, tap: vec2u) -> Source {
  return origin;
}

fn load_input(at: Source, word: u32) -> elem4 {
  // Lanes outside a's span are another value's or padding. Before its first lane q wraps around to a large number.
  let q = 4u * word - params.a.first % 4u + vec4u(0, 1, 2, 3);
  return select(elem4(0), a[at + word], q < vec4u(params.inner));
}

// Rows outside the matrix, which zeros of a meet, read a row of another one.
fn load_row(row: u32, word: u32) -> elem4 {
  let pixel = min(row, params.b.pixels - 1u);
  if (UNALIGNED) {
    let source = shifted_source(params.b, params.y, word);
    let at = i32(pixel * params.b.words) + source.x;
    return shift_lanes(b[at], b[at + 1], source.y);
  }
  return b[span_index(params.b, pixel, word)];
}

// Column = row of b, as a's lanes meet them.
fn load_weights(n: u32, row: u32) -> elem4x4 {
  return elem4x4(load_row(row, n), load_row(row + 1u, n), load_row(row + 2u, n), load_row(row + 3u, n));
}

fn start_word(n: u32) -> elem4 {
  return elem4(0);
}

fn store_output(row: u32, n: u32, value: elem4) {
  if (n >= span_words(params.y)) {
    return;
  }
  let at = span_index(params.y, row, n);
  if (UNALIGNED) {
    y[at] = merge_lanes(params.y, n, y[at], value);
  } else {
    y[at] = value;
  }
}

@compute @workgroup_size(WG_X, WG_Y)
fn matmul(@builtin(global_invocation_id) id: vec3u) {
  let tiles = (params.rows + TILE_M - 1u) / TILE_M;  // of each matrix
  let matrix = id.x / tiles;
  let start = matrix * params.rows;
  let n = id.y * TILE_N;
  if (start >= params.y.pixels || n >= span_words(params.y)) {
    return;
  }
  let row = start + (id.x - matrix * tiles) * TILE_M;
  let at = tile_sources(tile_origins(row), vec2u(0));
  let words = span_words(params.a);
  let first_row = matrix * params.inner - params.a.first % 4u;
  var tile = tile_start(n);
  for (var word = 0u; word < words; word++) {
    tile_accumulate(&tile, at, n, word, first_row + 4u * word);
  }
  tile_store(tile, row, n, start + params.rows);
}
