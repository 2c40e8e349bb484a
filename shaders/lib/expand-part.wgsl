// The expand layers of a fire module, of which an invocation computes a register tile of one part: of the 3×3 layer or of
// the 1×1 layer. They lie side by side in y's span, either of them first. A word that has channels of both is computed with
// the 3×3 part: there the 1×1 filters are zero but for their centre. Rows of weights are words: those of the 3×3 part, the
// longer ones, then those of the 1×1 part, each padded to whole workgroups.
// Uses the kernel's binding `bias`, [rows], and its `params.window` and `params.pointwise`: a part's first word in y's span,
// and how many it has. The kernel defines load_weights, whose `k` counts from the first matrix of all.
// The 3×3 layer's window: how many pixels a side has.
//#const SIDE
const TAPS = SIDE * SIDE;
const CENTRE = TAPS / 2u;

struct Part {
  words: vec2u,     // as in Params
  row: u32,         // its first row of weights
  matrix: u32,      // that row's first 4×4 matrix
  row_length: u32,  // in matrices
  taps: vec2u,      // first tap of the window, and the one behind the last
}

// Of the part that the invocation computes. Scalars: software adapters keep structs in memory.
var<private> first_word: u32;
var<private> word_count: u32;
var<private> first_row: u32;
var<private> row_length: u32;

// Rows of weights of the 3×3 part.
fn window_rows() -> u32 {
  let group_rows = WG_Y * TILE_N;
  return (params.window.y + group_rows - 1u) / group_rows * group_rows;
}

// `words` are those of a pixel of what is expanded.
fn window_part(words: u32) -> Part {
  return Part(params.window, 0u, 0u, TAPS * words, vec2u(0u, TAPS));
}

fn pointwise_part(words: u32) -> Part {
  let rows = window_rows();
  return Part(params.pointwise, rows, rows * TAPS * words, words, vec2u(CENTRE, CENTRE + 1u));
}

// Before the first tile of a part.
fn enter_part(part: Part) {
  first_word = part.words.x;
  word_count = part.words.y;
  first_row = part.row;
  row_length = part.row_length;
}

// Words n count within the part.
fn start_word(n: u32) -> elem4 {
  return bias[first_row + n];
}

fn expand_tile(part: Part, pixel: u32, n: u32, words: u32) -> Tile {
  let origins = tile_origins(pixel);
  var tile = tile_start(n);
  var k = part.matrix;
  for (var tap = part.taps.x; tap < part.taps.y; tap++) {
    let at = tile_sources(origins, vec2u(tap / SIDE, tap % SIDE));
    for (var word = 0u; word < words; word++) {
      tile_accumulate(&tile, at, n, word, k);
      k++;
    }
  }
  return tile;
}
