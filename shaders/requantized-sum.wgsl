// Sums of whole numbers of two step sizes as whole numbers of a third. Channels packed by 4.
//   y[p,c] = clamp((x[p,c] · m + b[p / b_repeats, c] · n + 2^(shift − 1)) >> shift, low, high)
// In 32-bit whole numbers, which the factors are chosen for. One invocation writes one word. Grid: lib/word-grid.wgsl.
//#use types-*
//#use second-operand
//#use word-access
//#use word-grid
struct Params {
  x: Span,
  b: Span,
  y: Span,
  b_repeats: u32,
  m: i32,
  n: i32,
  shift: u32,
  low: i32,
  high: i32,
}

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [pixels, x.words]
@group(0) @binding(1) var<storage, read> b: array<elem4>;        // [pixels / b_repeats, b.words]
@group(0) @binding(2) var<storage, read_write> y: array<elem4>;  // [pixels, y.words]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WG)
fn requantized_sum(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = word_position(group, grid, index, span_words(params.y));
  if (at.pixel >= params.y.pixels) {
    return;
  }
  let first = vec4i(load_word(at.pixel, at.word)) * params.m;
  let second = vec4i(load_b(at.pixel / params.b_repeats, at.word)) * params.n;
  let half = 1i << (params.shift - 1u);
  let sum = (first + second + half) >> vec4u(params.shift);
  store_word(at.pixel, at.word, elem4(clamp(sum, vec4i(params.low), vec4i(params.high))));
}
