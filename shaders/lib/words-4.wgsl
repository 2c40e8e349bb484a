// A row of a register tile: 4 words (of 4 output channels) of one pixel.
// The kernel defines WeightMatrix (4 outputs × its input lanes), InputWord (as many lanes), start_word and load_weights.
const TILE_N = 4u;

alias Row = array<elem4, TILE_N>;
alias Weights = array<WeightMatrix, TILE_N>;

fn row_start(n: u32) -> Row {
  return Row(start_word(n), start_word(n + 1u), start_word(n + 2u), start_word(n + 3u));
}

fn row_weights(n: u32, k: u32) -> Weights {
  return Weights(
    load_weights(n, k),
    load_weights(n + 1u, k),
    load_weights(n + 2u, k),
    load_weights(n + 3u, k)
  );
}

fn row_plus(row: Row, w: Weights, x: InputWord) -> Row {
  return Row(row[0] + w[0] * x, row[1] + w[1] * x, row[2] + w[2] * x, row[3] + w[3] * x);
}
