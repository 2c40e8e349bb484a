// Register tile of 8 pixels × 2 words (of 4 output channels), held as blocks of 4 pixels × 1 word.
// A block is one matrix, column = pixel, row = channel, so that W (4 outputs × 4 inputs) times X (4 inputs ×
// 4 pixels) adds 64 products in one expression. Written out because software adapters keep arrays in memory.
// The kernel defines Origin (where 4 output pixels are), Source (where their inputs are, for one kernel tap),
// origin_of, source_of, load_inputs and load_weights.
const TILE_M = 8u;
const TILE_N = 2u;

struct Tile {
  b00: elem4x4, b01: elem4x4,
  b10: elem4x4, b11: elem4x4,
}

struct Origins { o0: Origin, o1: Origin }
struct Sources { s0: Source, s1: Source }

fn tile_origins(pixel: u32) -> Origins {
  return Origins(origin_of(pixel + vec4u(0, 1, 2, 3)), origin_of(pixel + vec4u(4, 5, 6, 7)));
}

fn tile_sources(at: Origins, tap: vec2u) -> Sources {
  return Sources(source_of(at.o0, tap), source_of(at.o1, tap));
}

fn tile_start(n: u32) -> Tile {
  let c0 = start_block(n);
  let c1 = start_block(n + 1u);
  return Tile(c0, c1, c0, c1);
}

// Adds the products of one input word: `word` counts within a pixel, `k` over the whole reduction.
fn tile_accumulate(t: ptr<function, Tile>, at: Sources, n: u32, word: u32, k: u32) {
  let w0 = load_weights(n, k);
  let w1 = load_weights(n + 1u, k);
  let x0 = load_inputs(at.s0, word);
  (*t).b00 += w0 * x0;
  (*t).b01 += w1 * x0;
  let x1 = load_inputs(at.s1, word);
  (*t).b10 += w0 * x1;
  (*t).b11 += w1 * x1;
}

fn tile_store(t: Tile, pixel: u32, n: u32) {
  store_block(pixel, n, t.b00);
  store_block(pixel, n + 1u, t.b01);
  store_block(pixel + 4u, n, t.b10);
  store_block(pixel + 4u, n + 1u, t.b11);
}
