// Softmax over the channels of each row, or its logarithm.
//   y[n,c] = exp(x[n,c] − m) / Σ_j exp(x[n,j] − m),   m = max_j x[n,j]
//   y[n,c] = x[n,c] − m − log Σ_j exp(x[n,j] − m)     with LOGARITHM
// One workgroup per row; maximum and sum are reduced pairwise. WG is a power of two. Grid: (rows), folded over y.
//#use types-*
//#use channel-span
//#use folded-grid
//#const WG
override LOGARITHM: bool;

struct Params { x: Span, y: Span, channels: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem>;        // [rows, 4·x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem>;  // [rows, 4·y.words]
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> partial: array<elem, WG>;

// `shifted`: the argument less the row's largest; `sum` of the row's exponentials.
fn finish(shifted: elem, sum: elem) -> elem {
  if (LOGARITHM) {
    return shifted - log(sum);
  }
  return exp(shifted) / sum;
}

@compute @workgroup_size(WG)
fn softmax(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let row = place_in_row(group, grid);
  if (row >= params.x.pixels) {
    return;
  }
  let source = row * params.x.words * 4u + params.x.first;
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

  var sum = elem(0);
  for (var c = index; c < params.channels; c += WG) {
    sum += exp(x[source + c] - largest);
  }
  partial[index] = sum;
  for (var half = WG / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) {
      partial[index] += partial[index + half];
    }
  }
  workgroupBarrier();

  let to = row * params.y.words * 4u;
  for (var c = params.y.first + index; c < params.y.end; c += WG) {
    let channel = c - params.y.first;
    let value = finish(x[source + channel] - largest, partial[0]);
    y[to + c] = select(elem(0), value, channel < params.channels);  // padding lanes are written too
  }
}
