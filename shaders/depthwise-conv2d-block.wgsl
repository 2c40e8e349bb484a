// Depthwise 2-D convolution of dense 3×3 windows that go one pixel at a time, for adapters that are CPUs. NHWC, channels packed
// by 4.
//   y[n,oh,ow,k] = act(b[k] + Σ_{kh,kw} w[k,kh,kw] · x[n, oh − P + kh, ow − P + kw, k])
// Taps outside x read as zero. One invocation computes a block of 4 columns and up to BLOCK_H rows × one word, from the top down:
// each row of x is read once, and adds to the sums of the three rows of y whose windows it lies in. Weights are read once a block.
// Grid: all (blocks × y words), words first, in one flat row that is folded over y.
// Howard et al. 2017, MobileNets, arXiv:1704.04861, section 3.1.
//#use types-*
//#use conv-epilogue
//#use folded-grid
override WG: u32;
// Rows of y that an invocation computes. Its columns are written out: a column of a matrix each, and so 4.
override BLOCK_H: i32;

struct Params {
  x: Span,
  y: Span,
  activation: Activation,
  in_hw: vec2i,
  out_hw: vec2i,
  pad: vec2i,
  images: i32,
}

@group(0) @binding(0) var<storage, read> x: array<elem4>;          // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem4>;    // [kh, kw, y words]
@group(0) @binding(2) var<storage, read> bias: array<elem4>;       // [y words]
@group(0) @binding(3) var<storage, read_write> y: array<elem4>;    // [n, oh, ow, y.words]
@group(0) @binding(4) var<uniform> params: Params;

// A row of x as an invocation reads it: where it starts, and how many of its pixels are inside x; none where the row
// itself is outside.
struct Row { first_pixel: i32, pixels: u32, word: u32 }

// The row's word in a column. An index outside the buffer reads some other word, which is dropped.
fn load_tap(row: Row, column: i32) -> elem4 {
  let tap = x[span_index(params.x, u32(row.first_pixel + column), row.word)];
  return select(elem4(0), tap, u32(column) < row.pixels);
}

// Six taps of a row.
struct Taps { x0: elem4, x1: elem4, x2: elem4, x3: elem4, x4: elem4, x5: elem4 }

fn load_taps(row: Row, first: i32) -> Taps {
  return Taps(
    load_tap(row, first),
    load_tap(row, first + 1),
    load_tap(row, first + 2),
    load_tap(row, first + 3),
    load_tap(row, first + 4),
    load_tap(row, first + 5)
  );
}

// What they add to 4 pixels by a row of the window.
fn row_sums(taps: Taps, w0: elem4, w1: elem4, w2: elem4) -> elem4x4 {
  return elem4x4(
    w0 * taps.x0 + w1 * taps.x1 + w2 * taps.x2,
    w0 * taps.x1 + w1 * taps.x2 + w2 * taps.x3,
    w0 * taps.x2 + w1 * taps.x3 + w2 * taps.x4,
    w0 * taps.x3 + w1 * taps.x4 + w2 * taps.x5
  );
}

@compute @workgroup_size(WG)
fn depthwise_conv2d_block(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let words = span_words(params.y);
  let blocks = (params.out_hw + vec2i(BLOCK_H - 1, 3)) / vec2i(BLOCK_H, 4);
  let flat = place_in_row(group, grid) * WG + index;
  let word = flat % words;
  let place = i32(flat / words);
  let image = place / blocks.y / blocks.x;
  if (image >= params.images) {
    return;
  }
  let top = BLOCK_H * (place / blocks.y % blocks.x);
  let column = 4 * (place % blocks.y);
  let rows = min(BLOCK_H, params.out_hw.x - top);
  let left = params.out_hw.y - column;
  let first = vec2i(top, column) - params.pad;
  let w0 = weights[word];
  let w1 = weights[words + word];
  let w2 = weights[2u * words + word];
  let w3 = weights[3u * words + word];
  let w4 = weights[4u * words + word];
  let w5 = weights[5u * words + word];
  let w6 = weights[6u * words + word];
  let w7 = weights[7u * words + word];
  let w8 = weights[8u * words + word];
  let start = start_word(word);
  let starts = elem4x4(start, start, start, start);
  // Sums that still want one row of x, and two. The first two rows of x finish rows above the block, which nobody asks for.
  var upper = starts;
  var lower = starts;
  for (var i = 0; i < rows + 2; i++) {
    let at = first.x + i;
    let inside = u32(at) < u32(params.in_hw.x);
    let row_at = (image * params.in_hw.x + at) * params.in_hw.y;
    let taps = load_taps(Row(row_at, select(0u, u32(params.in_hw.y), inside), word), first.y);
    let sums = upper + row_sums(taps, w6, w7, w8);
    upper = lower + row_sums(taps, w3, w4, w5);
    lower = starts + row_sums(taps, w0, w1, w2);
    if (i < 2) {
      continue;
    }
    let to = u32((image * params.out_hw.x + top + i - 2) * params.out_hw.y + column);
    store_output(to, word, sums[0]);
    if (left > 1) {
      store_output(to + 1u, word, sums[1]);
    }
    if (left > 2) {
      store_output(to + 2u, word, sums[2]);
    }
    if (left > 3) {
      store_output(to + 3u, word, sums[3]);
    }
  }
}
