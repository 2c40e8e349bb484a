// Depthwise 2-D convolution, register-blocked. NHWC, channels packed by 4.
//   y[n,oh,ow,k] = act(b[k] + Σ_{kh,kw} w[k,kh,kw] · x[n, oh·S − P + kh·D, ow·S − P + kw·D, k / multiplier])
// Taps outside x read as zero. One invocation computes 4 neighbouring output pixels × one word. They lie along a row
// or along a column: "along" is that axis, "across" the other one; the host says which is which.
// Grid: all (blocks of pixels × y words), words first, in one flat row that is folded over y.
// Howard et al. 2017, MobileNets, arXiv:1704.04861, section 3.1.
//#use types-*
//#use conv-epilogue
//#use depthwise-input
//#use folded-grid
override WG: u32;
// Output pixels of one invocation, which are written out: a column of a matrix each, and so 4.
//#const BLOCK
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

// A row of x as an invocation reads it: where it starts, and how many of its pixels are inside x; none where the row
// itself is outside.
struct Row { first_pixel: i32, pixels: u32, word: u32 }

// The row's word at position `along`. An index outside the buffer reads some other word, which is dropped.
fn load_tap(row: Row, along: i32) -> elem4 {
  let tap = load_input(u32(row.first_pixel + along * params.in_step.x), row.word);
  return select(elem4(0), tap, u32(along) < row.pixels);
}

// What a row of x adds to 4 pixels; their windows start at `first`, `first` + S_ALONG, … ; the row's first weight is
// at `w`, the others `words` apart.
fn row_sums(row: Row, first: i32, w: u32, words: u32) -> elem4x4 {
  var sums = elem4x4();
  if (S_ALONG == 1 && D_ALONG == 1) {
    // Neighbouring pixels share all taps but one: the window slides through registers.
    var x0 = load_tap(row, first);
    var x1 = load_tap(row, first + 1);
    var x2 = load_tap(row, first + 2);
    for (var j = 0; j < K_ALONG; j++) {
      let x3 = load_tap(row, first + j + 3);
      let weight = weights[w + u32(j) * words];
      sums += elem4x4(weight * x0, weight * x1, weight * x2, weight * x3);
      x0 = x1;
      x1 = x2;
      x2 = x3;
    }
    return sums;
  }
  for (var j = 0; j < K_ALONG; j++) {
    let weight = weights[w + u32(j) * words];
    let tap = first + j * D_ALONG;
    sums += elem4x4(
      weight * load_tap(row, tap),
      weight * load_tap(row, tap + S_ALONG),
      weight * load_tap(row, tap + 2 * S_ALONG),
      weight * load_tap(row, tap + 3 * S_ALONG)
    );
  }
  return sums;
}

// The same for windows of 3 and strides 1 and 2, MobileNets' own: taps that windows share are loaded once.
fn row_sums_3(row: Row, first: i32, w: u32, words: u32) -> elem4x4 {
  let w0 = weights[w];
  let w1 = weights[w + words];
  let w2 = weights[w + 2u * words];
  let x0 = load_tap(row, first);
  let x1 = load_tap(row, first + 1);
  let x2 = load_tap(row, first + 2);
  let x3 = load_tap(row, first + 3);
  let x4 = load_tap(row, first + 4);
  let x5 = load_tap(row, first + 5);
  if (S_ALONG == 1) {
    return elem4x4(
      w0 * x0 + w1 * x1 + w2 * x2,
      w0 * x1 + w1 * x2 + w2 * x3,
      w0 * x2 + w1 * x3 + w2 * x4,
      w0 * x3 + w1 * x4 + w2 * x5
    );
  }
  let x6 = load_tap(row, first + 6);
  let x7 = load_tap(row, first + 7);
  let x8 = load_tap(row, first + 8);
  return elem4x4(
    w0 * x0 + w1 * x1 + w2 * x2,
    w0 * x2 + w1 * x3 + w2 * x4,
    w0 * x4 + w1 * x5 + w2 * x6,
    w0 * x6 + w1 * x7 + w2 * x8
  );
}

@compute @workgroup_size(WG)
fn depthwise_conv2d(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let words = span_words(params.y);
  let pixels = i32(BLOCK);
  let blocks = (params.out_size.x + pixels - 1) / pixels;
  let flat = place_in_row(group, grid) * WG + index;
  let word = flat % words;
  let place = i32(flat / words);
  let along = pixels * (place % blocks);
  let across = place / blocks % params.out_size.y;
  let image = place / blocks / params.out_size.y;
  if (image >= params.images) {
    return;
  }
  let first = vec2i(along * S_ALONG, across * S_ACROSS) - params.pad;
  let image_at = image * params.in_size.x * params.in_size.y;
  let start = start_word(word);
  var sums = elem4x4(start, start, start, start);
  for (var i = 0; i < K_ACROSS; i++) {
    let at = first.y + i * D_ACROSS;
    let inside = u32(at) < u32(params.in_size.y);
    let row = Row(image_at + at * params.in_step.y, select(0u, u32(params.in_size.x), inside), word);
    let w = u32(i * K_ALONG) * words + word;
    if (K_ALONG == 3 && D_ALONG == 1 && S_ALONG <= 2) {
      sums += row_sums_3(row, first.x, w, words);
    } else {
      sums += row_sums(row, first.x, w, words);
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
