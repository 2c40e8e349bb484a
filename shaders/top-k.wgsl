// The k largest entries of each row, largest first, ties by lower index.
//   rank(i) = |{ j : x[n,j] > x[n,i] or (x[n,j] = x[n,i] and j < i) }|;  values[n,rank] = x[n,i], indices[n,rank] = i
// Ranks by counting: every entry looks at the whole row, so that no order of execution matters and any k costs
// the same. One invocation ranks one entry. Grid: (C, N).
//#use types-*
//#use channel-span
override WG: u32;

struct Params { x: Span, channels: u32, k: u32, row_length: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem>;              // [n, 4·x.words]
@group(0) @binding(1) var<storage, read_write> values: array<elem>;   // [n, row_length]
@group(0) @binding(2) var<storage, read_write> indices: array<u32>;   // [n, row_length]
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WG)
fn top_k(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= params.channels) {
    return;
  }
  let source = id.y * params.x.words * 4u + params.x.first;
  let mine = x[source + i];
  var rank = 0u;
  for (var j = 0u; j < params.channels; j++) {
    let other = x[source + j];
    rank += u32(other > mine || (other == mine && j < i));
  }
  if (rank < params.k) {
    values[id.y * params.row_length + rank] = mine;
    indices[id.y * params.row_length + rank] = i;
  }
}
