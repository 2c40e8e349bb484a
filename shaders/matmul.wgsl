// Products of matrices, register-blocked: one for each position of the axes before. Last axes packed by 4.
//   y[…, i, j] = Σ_q a[…, i, q] · b[…, q, j]
// One invocation computes TILE_M rows × TILE_N words of one matrix. Grid: (tiles of rows of all matrices, y words / TILE_N).
//#use types-*
//#use tile-*
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

alias Origin = vec4u;  // index of the first word of 4 rows of a
alias Source = vec4u;

// Every matrix has whole tiles of rows to itself: positions count its rows, then what its last tile has too many.
fn tiled_rows() -> u32 {
  return (params.rows + TILE_M - 1u) / TILE_M * TILE_M;
}

fn origin_of(position: vec4u) -> Origin {
  let matrix = position / tiled_rows();
  // Rows behind the last one compute the last one again; store_row drops them.
  let row = min(position % tiled_rows(), vec4u(params.rows - 1u));
  return (matrix * params.rows + row) * params.a.words + params.a.first / 4u;
}

fn source_of(origin: Origin, tap: vec2u) -> Source {
  return origin;
}

fn load_inputs(at: Source, word: u32) -> elem4x4 {
  // Lanes outside a's span are another value's or padding. Before its first lane q wraps around to a large number.
  let q = 4u * word - params.a.first % 4u + vec4u(0, 1, 2, 3);
  let inside = q < vec4u(params.inner);
  let zero = elem4(0);
  return elem4x4(
    select(zero, a[at.x + word], inside),
    select(zero, a[at.y + word], inside),
    select(zero, a[at.z + word], inside),
    select(zero, a[at.w + word], inside)
  );
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

fn start_block(n: u32) -> elem4x4 {
  return elem4x4();
}

fn store_row(position: u32, n: u32, value: elem4) {
  let row = position % tiled_rows();
  if (row >= params.rows || n >= span_words(params.y)) {
    return;
  }
  let at = span_index(params.y, position / tiled_rows() * params.rows + row, n);
  if (UNALIGNED) {
    y[at] = merge_lanes(params.y, n, y[at], value);
  } else {
    y[at] = value;
  }
}

fn store_block(position: u32, n: u32, sums: elem4x4) {
  store_row(position, n, sums[0]);
  store_row(position + 1u, n, sums[1]);
  store_row(position + 2u, n, sums[2]);
  store_row(position + 3u, n, sums[3]);
}

@compute @workgroup_size(WG_X, WG_Y)
fn matmul(@builtin(global_invocation_id) id: vec3u) {
  let position = id.x * TILE_M;
  let n = id.y * TILE_N;
  let matrix = position / tiled_rows();
  if (matrix * params.rows >= params.y.pixels || n >= span_words(params.y)) {
    return;
  }
  let at = tile_sources(tile_origins(position), vec2u(0));
  let words = span_words(params.a);
  let first_row = matrix * params.inner - params.a.first % 4u;
  var tile = tile_start(n);
  for (var word = 0u; word < words; word++) {
    tile_accumulate(&tile, at, n, word, first_row + 4u * word);
  }
  tile_store(tile, position, n);
}
