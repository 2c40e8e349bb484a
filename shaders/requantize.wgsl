// Whole numbers of one step size as whole numbers of another. Channels packed by 4.
//   y[p,c] = clamp(round(x[p,c] · k[c]), low, high)
// One invocation writes one word. Grid: lib/word-grid.wgsl.
//#use types-*
//#use second-operand
//#use word-access
//#use word-grid
const TIES_EVEN = 0u;
const TIES_UP = 1u;
const TIES_AWAY = 2u;

override TIES: u32;

struct Params { x: Span, b: Span, y: Span, origin: f32, low: f32, high: f32 }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [pixels, x.words]
@group(0) @binding(1) var<storage, read> b: array<elem4>;        // [1, b.words]: k
@group(0) @binding(2) var<storage, read_write> y: array<elem4>;  // [pixels, y.words]
@group(0) @binding(3) var<uniform> params: Params;

fn whole(v: elem4) -> elem4 {
  switch (TIES) {
    case TIES_UP: { return floor(v + 0.5); }
    case TIES_AWAY: {
      // A little more than a half: a mean that is not exact may be just below it.
      let code = v + elem(params.origin);
      return sign(code) * floor(abs(code) + 0.500244140625) - elem(params.origin);
    }
    default: { return round(v); }
  }
}

@compute @workgroup_size(WG)
fn requantize(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = word_position(group, grid, index, span_words(params.y));
  if (at.pixel >= params.y.pixels) {
    return;
  }
  let scaled = load_word(at.pixel, at.word) * load_b(0u, at.word);
  let low = elem4(elem(params.low));
  let high = elem4(elem(params.high));
  store_word(at.pixel, at.word, clamp(whole(scaled), low, high));
}
