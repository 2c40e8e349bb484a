// Register tile of 4 pixels × 1 words (of 4 output channels), held as blocks of 4 pixels × 1 word.
// A block is one matrix, column = pixel, row = channel, so that W (4 outputs × 4 inputs) times X (4 inputs ×
// 4 pixels) adds 64 products in one expression. Written out because software adapters keep arrays in memory.
// The kernel defines Origin (where 4 output pixels are), Source (where their inputs are, for one kernel tap),
// origin_of, source_of, load_inputs and load_weights.
const TILE_M = 4u;
const TILE_N = 1u;

struct Tile {
  b00: elem4x4,
}

struct Origins { o0: Origin }
struct Sources { s0: Source }

fn tile_origins(pixel: u32) -> Origins {
  return Origins(origin_of(pixel + vec4u(0, 1, 2, 3)));
}

fn tile_sources(at: Origins, tap: vec2u) -> Sources {
  return Sources(source_of(at.o0, tap));
}

fn tile_start(n: u32) -> Tile {
  let c0 = start_block(n);
  return Tile(c0);
}

// Adds the products of one input word: `word` counts within a pixel, `k` over the whole reduction.
fn tile_accumulate(t: ptr<function, Tile>, at: Sources, n: u32, word: u32, k: u32) {
  let w0 = load_weights(n, k);
  let x0 = load_inputs(at.s0, word);
  (*t).b00 += w0 * x0;
}

fn tile_store(t: Tile, pixel: u32, n: u32) {
  store_block(pixel, n, t.b00);
}
