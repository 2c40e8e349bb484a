// Weights that Deep Compression coded → the layout of convolution kernels (src/kernels/conv/conv-packing.ts).
//   position(i) = Σ_{j ≤ i} (gap_j + 1) − 1;   y[place of position(i)] = codebook[code_i]
// Pruned weights are the zeros that y starts with. One invocation decodes 8 codes, whose gaps are one word; a workgroup sums
// the gaps of its run of codes and starts from the run's position. Grid: (runs), folded over y.
// Han et al. 2015, arXiv:1510.00149, sections 2 and 3: pruning, relative gaps of 4 bits, trained codebooks.
//#use folded-grid
// FILLER: a code that only bridges a long gap.
//#const FILLER WG

struct Params {
  code_count: u32,
  starts_at: u32,  // word of `coded` at which the runs' positions begin; the codebook is at 0
  codes_at: u32,   // 8 bits each
  gaps_at: u32,    // 4 bits each
  taps: u32,
  inputs: u32,     // input channels of a filter
  lanes: vec2u,    // of the first input and output channel in their words
  x_words: u32,
}

@group(0) @binding(0) var<storage, read> coded: array<u32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;  // [y words, taps, x words] of 4×4, column = input lane
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> sums: array<u32, WG>;

fn gap_of(gaps: u32, i: u32) -> u32 {
  return extractBits(gaps, 4u * i, 4u);
}

// Sum of `mine` over the invocations up to this one: in each round everyone adds what stands twice as far before it.
fn sum_up_to(index: u32, mine: u32) -> u32 {
  sums[index] = mine;
  for (var reach = 1u; reach < WG; reach *= 2u) {
    workgroupBarrier();
    let before = sums[max(index, reach) - reach];
    workgroupBarrier();
    if (index >= reach) {
      sums[index] += before;
    }
  }
  return sums[index];
}

fn store(position: u32, value: f32) {
  let filter_size = params.inputs * params.taps;
  let output = position / filter_size + params.lanes.y;
  let input = position % filter_size / params.taps + params.lanes.x;
  let tap = position % params.taps;
  y[(((output / 4u) * params.taps + tap) * params.x_words + input / 4u) * 16u + input % 4u * 4u + output % 4u] = value;
}

@compute @workgroup_size(WG)
fn decode_weights(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let run = place_in_row(group, grid);
  let first = min(8u * (run * WG + index), params.code_count);
  let count = min(params.code_count - first, 8u);
  let gaps = coded[params.gaps_at + first / 8u];  // behind the last code there may be none, and then none is used
  var mine = 0u;
  for (var i = 0u; i < count; i++) {
    mine += gap_of(gaps, i) + 1u;
  }
  let sum = sum_up_to(index, mine);
  if (count == 0u) {
    return;
  }
  var next = coded[params.starts_at + run] + sum - mine;
  for (var i = 0u; i < count; i++) {
    let position = next + gap_of(gaps, i);
    next = position + 1u;
    let code = extractBits(coded[params.codes_at + (first + i) / 4u], 8u * (i % 4u), 8u);
    if (code != FILLER) {
      store(position, bitcast<f32>(coded[code]));
    }
  }
}
