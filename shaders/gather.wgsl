// Rows of a table, by numbers that are computed.
//   y[i,c] = table[indices[i],c]; what lies outside the table is taken from its nearest row
// One invocation computes one lane of y, padding included. Grid: (lanes / WG), folded over y.
//#use types-*
//#use channel-span
override WG: u32;

struct Params {
  table: Span,
  indices: Span,
  y: Span,
  channels: u32,
  index_channels: u32,  // of the indices, which lie as channels do
}

@group(0) @binding(0) var<storage, read> table: array<elem>;    // [rows, 4·table.words]
@group(0) @binding(1) var<storage, read> indices: array<elem>;  // [⌈i/channels⌉, 4·indices.words]
@group(0) @binding(2) var<storage, read_write> y: array<elem>;  // [i, 4·y.words]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WG)
fn gather(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) grid: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let lanes = params.y.end - params.y.first;
  let at = (group.y * grid.x + group.x) * WG + local;
  let i = at / lanes;
  let channel = at % lanes;
  if (i >= params.y.pixels) {
    return;
  }
  let to = i * params.y.words * 4u + params.y.first + channel;
  if (channel >= params.channels) {
    y[to] = elem(0);
    return;
  }
  let place = i / params.index_channels * params.indices.words * 4u;
  let index = i32(indices[place + params.indices.first + i % params.index_channels]);
  let row = u32(clamp(index, 0, i32(params.table.pixels) - 1));
  y[to] = table[row * params.table.words * 4u + params.table.first + channel];
}
