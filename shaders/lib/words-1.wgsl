// A row of a register tile: 1 word (of 4 output channels) of one pixel.
// The kernel defines WeightMatrix (4 outputs × its input lanes), InputWord (as many lanes), start_word and load_weights.
const TILE_N = 1u;

alias Row = array<elem4, TILE_N>;
alias Weights = array<WeightMatrix, TILE_N>;

fn row_start(n: u32) -> Row {
  return Row(start_word(n));
}

fn row_weights(n: u32, k: u32) -> Weights {
  return Weights(load_weights(n, k));
}

fn row_plus(row: Row, w: Weights, x: InputWord) -> Row {
  return Row(row[0] + w[0] * x);
}
