// The indices of the k largest entries of each row, largest first, ties by lower index.
//   rank(i) = |{ j : x[n,j] > x[n,i] or (x[n,j] = x[n,i] and j < i) }|;  y[n,rank] = i
// Ranks by counting, as top-k.wgsl: every entry is compared with the whole row. One invocation ranks one entry; the last ones of
// a row write the padding behind the indices. Grid: (entries and padding / WG, N).
//#use types-*
//#use channel-span
override WG: u32;

struct Params { x: Span, y: Span, channels: u32, k: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem>;        // [n, 4·x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem>;  // [n, 4·y.words]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WG)
fn top_indices(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  let source = id.y * params.x.words * 4u + params.x.first;
  let to = id.y * params.y.words * 4u + params.y.first;
  if (i >= params.channels) {
    let padding = params.k + i - params.channels;
    if (params.y.first + padding < params.y.end) {
      y[to + padding] = elem(0);
    }
    return;
  }
  let mine = x[source + i];
  var rank = 0u;
  for (var j = 0u; j < params.channels; j++) {
    let other = x[source + j];
    rank += u32(other > mine || (other == mine && j < i));
  }
  if (rank < params.k) {
    y[to + rank] = elem(i);
  }
}
