// An operation of lib/binary-operation.wgsl on two values. Channels packed by 4.
//   y[p,c] = act(x[p,c] ∘ b[p / b_repeats, c])
// b has the shape of x, one vector per image, or one vector: every pixel of b meets `b_repeats` pixels of x.
// One invocation writes one word. Grid: lib/word-grid.wgsl.
//#use types-*
//#use activation
//#use binary-operation
//#use second-operand
//#use word-access
//#use word-grid
struct Params { x: Span, b: Span, y: Span, activation: Activation, b_repeats: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [pixels, x.words]
@group(0) @binding(1) var<storage, read> b: array<elem4>;        // [pixels / b_repeats, b.words]
@group(0) @binding(2) var<storage, read_write> y: array<elem4>;  // [pixels, y.words]
@group(0) @binding(3) var<uniform> params: Params;

// Lanes without a channel may hold a zero of b's padding. Padding has to stay finite: nothing there is divided by it.
fn divisor(b_word: elem4, word: u32) -> elem4 {
  let channel = (params.y.first / 4u + word) * 4u + vec4u(0, 1, 2, 3);
  let end = params.y.first + params.channels;
  return select(elem4(1), b_word, (channel >= vec4u(params.y.first)) & (channel < vec4u(end)));
}

@compute @workgroup_size(WG)
fn binary(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let at = word_position(group, grid, index, span_words(params.y));
  if (at.pixel >= params.y.pixels) {
    return;
  }
  var second = load_b(at.pixel / params.b_repeats, at.word);
  if (OPERATION == OPERATION_DIV) {
    second = divisor(second, at.word);
  }
  store_word(at.pixel, at.word, activate(combine(load_word(at.pixel, at.word), second)));
}
