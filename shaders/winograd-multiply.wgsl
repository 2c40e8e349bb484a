// Products of Winograd's F(2×2, 3×3): Lavin & Gray 2015, arXiv:1509.09308, section 4. Channels packed by 4.
//   y[ξ, tile, k] = Σ_c u[ξ, k, c] · x[ξ, tile, c], a product of matrices for each of the 16 elements ξ of a patch
// One invocation computes TILE_M tiles × TILE_N words of one element from registers.
// Grid: (rows of TILE_M tiles of all elements, y words / TILE_N): few tiles leave few invocations idle.
//#use types-*
//#use tile-*
//#use channel-span
override WG_X: u32;
override WG_Y: u32;

struct Params { x: Span, y: Span }

@group(0) @binding(0) var<storage, read> x: array<elem4>;          // [16, tiles, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem4x4>;  // [y words, 16, x words], column = input lane
@group(0) @binding(2) var<storage, read_write> y: array<elem4>;    // [16, tiles, y.words]
@group(0) @binding(3) var<uniform> params: Params;

alias Origin = vec4u;  // index of the first word of 4 tiles
alias Source = vec4u;

fn tile_count() -> u32 {
  return params.y.pixels / 16u;
}

// Every element has whole rows of TILE_M to itself: positions count its tiles, then what its last row has too many.
fn positions() -> u32 {
  return (tile_count() + TILE_M - 1u) / TILE_M * TILE_M;
}

fn origin_of(position: vec4u) -> Origin {
  // Positions behind the last tile compute it again; store_row drops them.
  let tile = min(position % positions(), vec4u(tile_count() - 1u));
  return (position / positions() * tile_count() + tile) * params.x.words + params.x.first / 4u;
}

fn source_of(origin: Origin, tap: vec2u) -> Source {
  return origin;
}

fn load_inputs(at: Source, word: u32) -> elem4x4 {
  return elem4x4(x[at.x + word], x[at.y + word], x[at.z + word], x[at.w + word]);
}

fn load_weights(n: u32, k: u32) -> elem4x4 {
  return weights[16u * n * span_words(params.x) + k];
}

fn start_block(n: u32) -> elem4x4 {
  return elem4x4();
}

fn store_row(position: u32, n: u32, value: elem4) {
  let tile = position % positions();
  if (tile >= tile_count() || n >= span_words(params.y)) {
    return;
  }
  let at = span_index(params.y, position / positions() * tile_count() + tile, n);
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
fn winograd_multiply(@builtin(global_invocation_id) id: vec3u) {
  let position = id.x * TILE_M;
  let n = id.y * TILE_N;
  let element = position / positions();
  if (element >= 16u || n >= span_words(params.y)) {
    return;
  }
  let at = tile_sources(tile_origins(position), vec2u(0));
  let words = span_words(params.x);
  let first = element * words;
  var tile = tile_start(n);
  for (var word = 0u; word < words; word++) {
    tile_accumulate(&tile, at, n, word, first + word);
  }
  tile_store(tile, position, n);
}
