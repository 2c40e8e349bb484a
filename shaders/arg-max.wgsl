// The index of the largest number of each row, the first of several or, with TAKES_LAST, the last.
//   y[r,0] = argmax_c x[r,c]
// One invocation looks through one row and writes the word that holds its index. Grid: (rows / WG), folded over y.
//#use types-*
//#use channel-span
override WG: u32;
override TAKES_LAST: bool;

struct Params { x: Span, y: Span, channels: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem>;        // [rows, 4·x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem>;  // [rows, 4·y.words]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WG)
fn arg_max(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let row = (group.y * grid.x + group.x) * WG + index;
  if (row >= params.x.pixels) {
    return;
  }
  let source = row * params.x.words * 4u + params.x.first;
  var largest = x[source];
  var best = 0u;
  for (var c = 1u; c < params.channels; c++) {
    let value = x[source + c];
    if (value > largest || (TAKES_LAST && value == largest)) {
      largest = value;
      best = c;
    }
  }
  let to = row * params.y.words * 4u;
  for (var c = params.y.first; c < params.y.end; c++) {
    y[to + c] = select(elem(0), elem(best), c == params.y.first);  // padding lanes are written too
  }
}
