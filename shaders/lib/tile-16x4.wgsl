// Register tile of 16 pixels × 4 words (of 4 output channels), held as blocks of 4 pixels × 1 word.
// A block is one matrix, column = pixel, row = channel, so that W (4 outputs × 4 inputs) times X (4 inputs ×
// 4 pixels) adds 64 products in one expression. Written out because software adapters keep arrays in memory.
// The kernel defines Origin (where 4 output pixels are), Source (where their inputs are, for one kernel tap),
// origin_of, source_of, load_inputs and load_weights.
const TILE_M = 16u;
const TILE_N = 4u;

struct Tile {
  b00: elem4x4, b01: elem4x4, b02: elem4x4, b03: elem4x4,
  b10: elem4x4, b11: elem4x4, b12: elem4x4, b13: elem4x4,
  b20: elem4x4, b21: elem4x4, b22: elem4x4, b23: elem4x4,
  b30: elem4x4, b31: elem4x4, b32: elem4x4, b33: elem4x4,
}

struct Origins { o0: Origin, o1: Origin, o2: Origin, o3: Origin }
struct Sources { s0: Source, s1: Source, s2: Source, s3: Source }

fn tile_origins(pixel: u32) -> Origins {
  return Origins(
    origin_of(pixel + vec4u(0, 1, 2, 3)),
    origin_of(pixel + vec4u(4, 5, 6, 7)),
    origin_of(pixel + vec4u(8, 9, 10, 11)),
    origin_of(pixel + vec4u(12, 13, 14, 15))
  );
}

fn tile_sources(at: Origins, tap: vec2u) -> Sources {
  return Sources(
    source_of(at.o0, tap),
    source_of(at.o1, tap),
    source_of(at.o2, tap),
    source_of(at.o3, tap)
  );
}

fn tile_start(n: u32) -> Tile {
  let c0 = start_block(n);
  let c1 = start_block(n + 1u);
  let c2 = start_block(n + 2u);
  let c3 = start_block(n + 3u);
  return Tile(c0, c1, c2, c3, c0, c1, c2, c3, c0, c1, c2, c3, c0, c1, c2, c3);
}

// Adds the products of one input word: `word` counts within a pixel, `k` over the whole reduction.
fn tile_accumulate(t: ptr<function, Tile>, at: Sources, n: u32, word: u32, k: u32) {
  let w0 = load_weights(n, k);
  let w1 = load_weights(n + 1u, k);
  let w2 = load_weights(n + 2u, k);
  let w3 = load_weights(n + 3u, k);
  let x0 = load_inputs(at.s0, word);
  (*t).b00 += w0 * x0;
  (*t).b01 += w1 * x0;
  (*t).b02 += w2 * x0;
  (*t).b03 += w3 * x0;
  let x1 = load_inputs(at.s1, word);
  (*t).b10 += w0 * x1;
  (*t).b11 += w1 * x1;
  (*t).b12 += w2 * x1;
  (*t).b13 += w3 * x1;
  let x2 = load_inputs(at.s2, word);
  (*t).b20 += w0 * x2;
  (*t).b21 += w1 * x2;
  (*t).b22 += w2 * x2;
  (*t).b23 += w3 * x2;
  let x3 = load_inputs(at.s3, word);
  (*t).b30 += w0 * x3;
  (*t).b31 += w1 * x3;
  (*t).b32 += w2 * x3;
  (*t).b33 += w3 * x3;
}

fn tile_store(t: Tile, pixel: u32, n: u32) {
  store_block(pixel, n, t.b00);
  store_block(pixel, n + 1u, t.b01);
  store_block(pixel, n + 2u, t.b02);
  store_block(pixel, n + 3u, t.b03);
  store_block(pixel + 4u, n, t.b10);
  store_block(pixel + 4u, n + 1u, t.b11);
  store_block(pixel + 4u, n + 2u, t.b12);
  store_block(pixel + 4u, n + 3u, t.b13);
  store_block(pixel + 8u, n, t.b20);
  store_block(pixel + 8u, n + 1u, t.b21);
  store_block(pixel + 8u, n + 2u, t.b22);
  store_block(pixel + 8u, n + 3u, t.b23);
  store_block(pixel + 12u, n, t.b30);
  store_block(pixel + 12u, n + 1u, t.b31);
  store_block(pixel + 12u, n + 2u, t.b32);
  store_block(pixel + 12u, n + 3u, t.b33);
}
