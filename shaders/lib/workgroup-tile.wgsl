// Matrix product of a workgroup: inputs and weights are staged in workgroup memory, BLOCK_K words of the
// reduction at a time, and each invocation multiplies its register tile out of it.
// The kernel defines stage_input(pixel, k), reduction_length(), `params.y` and the binding `weights`, row by row of y words.
//#const WG_X WG_Y BLOCK_K

// One extra word per row keeps the columns that neighbouring invocations read in different banks.
var<workgroup> staged_inputs: array<elem4, WG_X * TILE_M * (BLOCK_K + 1u)>;
var<workgroup> staged_weights: array<elem4x4, WG_Y * TILE_N * BLOCK_K>;

alias Origin = u32;  // first staged word of a pixel
alias Source = u32;
alias InputWord = elem4;
alias WeightMatrix = elem4x4;

fn origin_of(pixel: u32) -> Origin {
  return pixel * (BLOCK_K + 1u);
}

fn origin_after(origin: Origin) -> Origin {
  return origin + BLOCK_K + 1u;
}

fn source_of(origin: Origin, tap: vec2u) -> Source {
  return origin;
}

fn load_input(at: Source, word: u32) -> elem4 {
  return staged_inputs[at + word];
}

fn load_weights(n: u32, k: u32) -> elem4x4 {
  return staged_weights[n * BLOCK_K + k];
}

// The tile at `mine` (pixel, word) of the workgroup's block that starts at `base`. All invocations take part.
fn workgroup_multiply(base: vec2u, mine: vec2u, index: u32) -> Tile {
  let length = reduction_length();
  let at = tile_sources(tile_origins(mine.x), vec2u(0));
  var tile = tile_start(base.y + mine.y);
  for (var start = 0u; start < length; start += BLOCK_K) {
    for (var i = index; i < WG_X * TILE_M * BLOCK_K; i += WG_X * WG_Y) {
      let k = start + i % BLOCK_K;
      let to = i / BLOCK_K * (BLOCK_K + 1u) + i % BLOCK_K;
      staged_inputs[to] = elem4(0);
      if (k < length) {
        staged_inputs[to] = stage_input(base.x + i / BLOCK_K, k);
      }
    }
    for (var i = index; i < WG_Y * TILE_N * BLOCK_K; i += WG_X * WG_Y) {
      let k = min(start + i % BLOCK_K, length - 1u);
      staged_weights[i] = weights[(base.y + i / BLOCK_K) * length + k];
    }
    workgroupBarrier();
    for (var k = 0u; k < BLOCK_K; k++) {
      tile_accumulate(&tile, at, mine.y, k, k);
    }
    workgroupBarrier();
  }
  return tile;
}

// The workgroup's block of y: WG_X·TILE_M pixels × WG_Y·TILE_N words, of which each invocation stores a tile.
fn workgroup_product(group: vec2u, local: vec2u, index: u32) {
  let tile_size = vec2u(TILE_M, TILE_N);
  let base = group * vec2u(WG_X, WG_Y) * tile_size;
  let mine = local * tile_size;
  let to = base + mine;
  tile_store(workgroup_multiply(base, mine, index), to.x, to.y, params.y.pixels);
}
