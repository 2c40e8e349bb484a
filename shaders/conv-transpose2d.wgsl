// Transposed 2-D convolution, in groups of channels or one. NHWC, channels packed by 4.
//   y[n,oh,ow,k] = act(b[k] + Σ_{kh,kw,c} w[k,kh,kw,c] · x[n,ih,iw,first(k) + c]),  oh + P = ih·S + kh·D, ow + P = iw·S + kw·D
// where first(k) is the first channel of k's group. Output columns that are S apart meet the same taps, in neighbouring columns
// of x: one invocation computes TILE such pixels of one row × one word. The words of x that a word of y reads are its band, as
// in conv2d-grouped.wgsl.
// Grid: (y words · n · OH · S_W phases · tiles of a phase / WG), words last, folded over y.
// Dumoulin & Visin 2016, arXiv:1603.07285, chapter 4.
//#use types-*
//#use conv-epilogue
//#use conv-window
//#const TILE
override WG: u32;

struct Params {
  x: Span,
  y: Span,
  activation: Activation,
  in_hw: vec2u,
  out_hw: vec2u,
  crop: vec2u,
  tiles: u32,          // of each phase of a row
  lines: u32,          // n · OH · S_W
  group_inputs: u32,   // channels of x in a group
  group_outputs: u32,  // channels of y in a group
  band: u32,           // words of x that a word of y reads
}

@group(0) @binding(0) var<storage, read> x: array<elem4>;            // [n, h, w, x.words]
@group(0) @binding(1) var<storage, read> weights: array<elem4x4>;    // [y words, kh, kw, band], column = input lane
@group(0) @binding(2) var<storage, read> bias: array<elem4>;         // [y words]
@group(0) @binding(3) var<storage, read_write> y: array<elem4>;      // [n, oh, ow, y.words]
@group(0) @binding(4) var<uniform> params: Params;

// The first word of x that word n of y reads: where its first group starts, but no later than a whole band's start.
fn band_start(n: u32) -> u32 {
  let first_channel = u32(max(i32(4u * n) - i32(params.y.first % 4u), 0));
  let input = params.x.first % 4u + first_channel / params.group_outputs * params.group_inputs;
  return min(input / 4u, span_words(params.x) - params.band);
}

// A word of x; zero outside of the row.
fn load_input(row: u32, column: i32, word: u32) -> elem4 {
  let is_inside = is_in_axis(column, params.in_hw.y);
  let pixel = row * params.in_hw.y + select(0u, u32(column), is_inside);
  return select(elem4(0), x[span_index(params.x, pixel, word)], is_inside);
}

@compute @workgroup_size(WG)
fn conv_transpose2d(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let flat = (group.y * grid.x + group.x) * WG + index;
  let positions = params.lines * params.tiles;
  let n = flat / positions;
  if (n >= span_words(params.y)) {
    return;
  }
  let position = flat % positions;
  let line = position / params.tiles;
  let phase = line % S_W;
  let row = line / S_W;  // of all images' rows
  let image = row / params.out_hw.x;
  let first_column = (position % params.tiles) * TILE * S_W + phase;
  let first = band_start(n);
  let taps = K_H * K_W * params.band;
  var sums: array<elem4, TILE>;
  for (var i = 0u; i < TILE; i++) {
    sums[i] = start_word(n);
  }
  for (var kh = 0u; kh < K_H; kh++) {
    let at_row = i32(row % params.out_hw.x + params.crop.x) - i32(kh * D_H);
    let in_row = at_row / i32(S_H);
    if (at_row < 0 || in_row * i32(S_H) != at_row || !is_in_axis(in_row, params.in_hw.x)) {
      continue;
    }
    let source_row = image * params.in_hw.x + u32(in_row);
    for (var kw = 0u; kw < K_W; kw++) {
      // Dilations times strides are added, so that what is divided is not negative.
      let at_column = first_column + params.crop.y + kw * D_W * (S_W - 1u);
      if (at_column % S_W != 0u) {
        continue;
      }
      let in_column = i32(at_column / S_W) - i32(kw * D_W);
      var k = n * taps + (kh * K_W + kw) * params.band;
      for (var word = first; word < first + params.band; word++) {
        let matrix = weights[k];
        for (var i = 0u; i < TILE; i++) {
          sums[i] += matrix * load_input(source_row, in_column + i32(i), word);
        }
        k++;
      }
    }
  }
  for (var i = 0u; i < TILE; i++) {
    let column = first_column + i * S_W;
    if (column < params.out_hw.y) {
      store_output(row * params.out_hw.y + column, n, sums[i]);
    }
  }
}
