// Register tile of 8 pixels, one row each (lib/words-*.wgsl). Written out because software adapters keep arrays in memory.
// The kernel defines Origin (where the inputs of an output pixel start), Source (where they are for one kernel tap),
// origin_of, origin_after, source_of, load_input, and store_output for one word.
const TILE_M = 8u;

struct Tile {
  p0: Row, p1: Row, p2: Row, p3: Row,
  p4: Row, p5: Row, p6: Row, p7: Row,
}

struct Origins {
  o0: Origin, o1: Origin, o2: Origin, o3: Origin,
  o4: Origin, o5: Origin, o6: Origin, o7: Origin,
}

struct Sources {
  s0: Source, s1: Source, s2: Source, s3: Source,
  s4: Source, s5: Source, s6: Source, s7: Source,
}

// One division finds the first pixel; each of the others follows from the one before it.
fn tile_origins(pixel: u32) -> Origins {
  let o0 = origin_of(pixel);
  let o1 = origin_after(o0);
  let o2 = origin_after(o1);
  let o3 = origin_after(o2);
  let o4 = origin_after(o3);
  let o5 = origin_after(o4);
  let o6 = origin_after(o5);
  let o7 = origin_after(o6);
  return Origins(o0, o1, o2, o3, o4, o5, o6, o7);
}

fn tile_sources(at: Origins, tap: vec2u) -> Sources {
  return Sources(
    source_of(at.o0, tap),
    source_of(at.o1, tap),
    source_of(at.o2, tap),
    source_of(at.o3, tap),
    source_of(at.o4, tap),
    source_of(at.o5, tap),
    source_of(at.o6, tap),
    source_of(at.o7, tap)
  );
}

fn tile_start(n: u32) -> Tile {
  let row = row_start(n);
  return Tile(row, row, row, row, row, row, row, row);
}

// Adds the products of one input word: `word` counts within a pixel, `k` over the whole reduction.
fn tile_accumulate(t: ptr<function, Tile>, at: Sources, n: u32, word: u32, k: u32) {
  let w = row_weights(n, k);
  (*t).p0 = row_plus((*t).p0, w, load_input(at.s0, word));
  (*t).p1 = row_plus((*t).p1, w, load_input(at.s1, word));
  (*t).p2 = row_plus((*t).p2, w, load_input(at.s2, word));
  (*t).p3 = row_plus((*t).p3, w, load_input(at.s3, word));
  (*t).p4 = row_plus((*t).p4, w, load_input(at.s4, word));
  (*t).p5 = row_plus((*t).p5, w, load_input(at.s5, word));
  (*t).p6 = row_plus((*t).p6, w, load_input(at.s6, word));
  (*t).p7 = row_plus((*t).p7, w, load_input(at.s7, word));
}

// Stores the pixels before `end`. In a loop, since stores written out would be most of what a software adapter compiles.
fn tile_store(t: Tile, pixel: u32, n: u32, end: u32) {
  var rows = array<Row, TILE_M>(t.p0, t.p1, t.p2, t.p3, t.p4, t.p5, t.p6, t.p7);
  for (var m = 0u; m < TILE_M; m++) {
    if (pixel + m >= end) {
      return;
    }
    for (var j = 0u; j < TILE_N; j++) {
      store_output(pixel + m, n + j, rows[m][j]);
    }
  }
}
