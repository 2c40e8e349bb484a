// Depthwise 2-D convolution, register-blocked. NHWC, channels packed by 4.
//   y[n,oh,ow,k] = act(b[k] + Σ_{kh,kw} w[k,kh,kw] · x[n, oh·S − P + kh·D, ow·S − P + kw·D, k / multiplier])
// Taps outside x read as zero. One invocation computes 4 neighbouring output pixels × one word. They lie along a row
// or along a column: "along" is that axis, "across" the other one; the host says which is which.
// Grid: all (quads of pixels × y words), words first, in one flat row that is folded over y.
// Howard et al. 2017, MobileNets, arXiv:1704.04861, section 3.1.
//#use types-*
//#use conv-epilogue
//#use depthwise-input
override WG: u32;
override K_ALONG: i32;
override K_ACROSS: i32;
override S_ALONG: i32;
override S_ACROSS: i32;
override D_ALONG: i32;
override D_ACROSS: i32;

struct Params {
  x: Span,
  y: Span,
  activation: Activation,
  in_size: vec2i,    // (along, across), pixels
  out_size: vec2i,
  pad: vec2i,
  in_step: vec2i,    // pixels from one position to the next
  out_step: vec2i,
  images: i32,
  multiplier: u32,   // channels of y per channel of x
}

@group(0) @binding(0) var<storage, read> x: array<elem4>;          // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem4>;    // [across, along, y words]
@group(0) @binding(2) var<storage, read> bias: array<elem4>;       // [y words]
@group(0) @binding(3) var<storage, read_write> y: array<elem4>;    // [n, oh, ow, y.words]
@group(0) @binding(4) var<uniform> params: Params;

// Word `word` of y's channels at position `along` of the row of x that starts at pixel `row`.
fn load_tap(row: i32, inside: bool, along: i32, word: u32) -> elem4 {
  // An index outside the buffer reads some other word, which is dropped.
  let tap = load_input(u32(row + along * params.in_step.x), word);
  return select(elem4(0), tap, inside && along >= 0 && along < params.in_size.x);
}

@compute @workgroup_size(WG)
fn depthwise_conv2d(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let words = span_words(params.y);
  let quads = (params.out_size.x + 3) / 4;
  let flat = (group.y * grid.x + group.x) * WG + index;
  let word = flat % words;
  let quad = i32(flat / words);
  let along = 4 * (quad % quads);
  let across = quad / quads % params.out_size.y;
  let image = quad / quads / params.out_size.y;
  if (image >= params.images) {
    return;
  }
  let first = vec2i(along * S_ALONG, across * S_ACROSS) - params.pad;
  let image_at = image * params.in_size.x * params.in_size.y;
  var sums = start_block(word);
  for (var i = 0; i < K_ACROSS; i++) {
    let at = first.y + i * D_ACROSS;
    let row = image_at + at * params.in_step.y;
    let inside = at >= 0 && at < params.in_size.y;
    let w_row = u32(i * K_ALONG) * words + word;
    if (S_ALONG == 1 && D_ALONG == 1) {
      // Neighbouring pixels share all taps but one: the window slides through registers.
      var x0 = load_tap(row, inside, first.x, word);
      var x1 = load_tap(row, inside, first.x + 1, word);
      var x2 = load_tap(row, inside, first.x + 2, word);
      for (var j = 0; j < K_ALONG; j++) {
        let x3 = load_tap(row, inside, first.x + j + 3, word);
        let w = weights[w_row + u32(j) * words];
        sums += elem4x4(w * x0, w * x1, w * x2, w * x3);
        x0 = x1;
        x1 = x2;
        x2 = x3;
      }
    } else {
      for (var j = 0; j < K_ALONG; j++) {
        let w = weights[w_row + u32(j) * words];
        let tap = first.x + j * D_ALONG;
        sums += elem4x4(
          w * load_tap(row, inside, tap, word),
          w * load_tap(row, inside, tap + S_ALONG, word),
          w * load_tap(row, inside, tap + 2 * S_ALONG, word),
          w * load_tap(row, inside, tap + 3 * S_ALONG, word)
        );
      }
    }
  }
  let to = image * params.out_size.x * params.out_size.y + along * params.out_step.x + across * params.out_step.y;
  let left = params.out_size.x - along;
  store_output(u32(to), word, sums[0]);
  if (left > 1) {
    store_output(u32(to + params.out_step.x), word, sums[1]);
  }
  if (left > 2) {
    store_output(u32(to + 2 * params.out_step.x), word, sums[2]);
  }
  if (left > 3) {
    store_output(u32(to + 3 * params.out_step.x), word, sums[3]);
  }
}
