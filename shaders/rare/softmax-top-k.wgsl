// Softmax over the channels of each row, and the k largest probabilities, largest first, ties by lower index.
//   p[n,i] = exp(x[n,i] − m) / Σ_j exp(x[n,j] − m),   m = max_j x[n,j]
//   rank(i) = |{ j : p[n,j] > p[n,i] or (p[n,j] = p[n,i] and j < i) }|;  values[n,rank] = p[n,i], indices[n,rank] = i
// Every workgroup computes all of a row's probabilities in workgroup memory, writes those of its 4·WG entries, and ranks
// them by counting: WG invocations, four entries each. CAPACITY: the most channels. WG is a power of two.
// Grid: (C / 4 / WG, N).
//#use types-*
//#use channel-span
//#const WG CAPACITY

struct Params { x: Span, y: Span, channels: u32, k: u32, row_length: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem>;              // [n, 4·x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem>;        // [n, 4·y.words]
@group(0) @binding(2) var<storage, read_write> values: array<elem>;   // [n, row_length]
@group(0) @binding(3) var<storage, read_write> indices: array<u32>;   // [n, row_length]
@group(0) @binding(4) var<uniform> params: Params;

var<workgroup> partial: array<elem, WG>;
var<workgroup> probabilities: array<elem, CAPACITY>;

fn row_maximum(source: u32, index: u32) -> elem {
  var largest = x[source];
  for (var c = index; c < params.channels; c += WG) {
    largest = max(largest, x[source + c]);
  }
  partial[index] = largest;
  for (var half = WG / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) {
      partial[index] = max(partial[index], partial[index + half]);
    }
  }
  workgroupBarrier();
  largest = partial[0];
  workgroupBarrier();
  return largest;
}

// Also leaves the exponentials, each of which the invocation itself reads again.
fn row_sum(source: u32, index: u32, largest: elem) -> elem {
  var sum = elem(0);
  for (var c = index; c < params.channels; c += WG) {
    let value = exp(x[source + c] - largest);
    probabilities[c] = value;
    sum += value;
  }
  partial[index] = sum;
  for (var half = WG / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) {
      partial[index] += partial[index + half];
    }
  }
  workgroupBarrier();
  return partial[0];
}

fn store(row: u32, i: u32, value: elem, rank: u32) {
  if (i >= params.channels) {
    return;
  }
  y[row * params.y.words * 4u + params.y.first + i] = value;
  if (rank < params.k) {
    values[row * params.row_length + rank] = value;
    indices[row * params.row_length + rank] = i;
  }
}

@compute @workgroup_size(WG)
fn softmax_top_k(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let row = group.y;
  let source = row * params.x.words * 4u + params.x.first;
  let largest = row_maximum(source, index);
  let sum = row_sum(source, index, largest);
  for (var c = index; c < params.channels; c += WG) {
    probabilities[c] = probabilities[c] / sum;
  }
  workgroupBarrier();

  let i = 4u * (group.x * WG + index) + vec4u(0, 1, 2, 3);
  if (i.x >= params.channels) {
    return;
  }
  let at = min(i, vec4u(params.channels - 1u));
  let mine = elem4(probabilities[at.x], probabilities[at.y], probabilities[at.z], probabilities[at.w]);
  var rank = vec4u(0);
  for (var j = 0u; j < params.channels; j++) {
    let other = elem4(probabilities[j]);
    rank += vec4u((other > mine) | ((other == mine) & (vec4u(j) < i)));
  }
  store(row, i.x, mine.x, rank.x);
  store(row, i.y, mine.y, rank.y);
  store(row, i.z, mine.z, rank.z);
  store(row, i.w, mine.w, rank.w);
  // Padding lanes are written too, by who writes the last entry.
  if (i.x + 4u >= params.channels) {
    for (var c = params.y.first + params.channels; c < params.y.end; c++) {
      y[row * params.y.words * 4u + c] = elem(0);
    }
  }
}
