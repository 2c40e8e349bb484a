// The k largest entries of each row, largest first, ties by lower index.
//   rank(i) = |{ j : x[n,j] > x[n,i] or (x[n,j] = x[n,i] and j < i) }|;  values[n,rank] = x[n,i], indices[n,rank] = i
// Ranks by counting: every entry is compared with the whole row, so that no order of execution matters and any k costs
// the same. WG_X invocations rank four entries together: each takes every WG_X-th of the row, and they add up what they
// counted. A workgroup ranks WG_Y such fours.
// Grid: (C / 4 / WG_Y, N).
//#use types-*
//#use channel-span
//#use pairwise-reduction
struct Params { x: Span, channels: u32, k: u32, row_length: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem>;              // [n, 4·x.words]
@group(0) @binding(1) var<storage, read_write> values: array<elem>;   // [n, row_length]
@group(0) @binding(2) var<storage, read_write> indices: array<u32>;   // [n, row_length]
@group(0) @binding(3) var<uniform> params: Params;

alias Part = vec4u;  // how many are ahead of each of four entries

fn join_parts(a: Part, b: Part) -> Part {
  return a + b;
}

fn store(row: u32, rank: u32, value: elem, index: u32) {
  if (index < params.channels && rank < params.k) {
    values[row * params.row_length + rank] = value;
    indices[row * params.row_length + rank] = index;
  }
}

@compute @workgroup_size(WG_X, WG_Y)
fn top_k(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let i = 4u * (group.x * WG_Y + local.y) + vec4u(0, 1, 2, 3);
  let source = group.y * params.x.words * 4u + params.x.first;
  let at = source + min(i, vec4u(params.channels - 1u));
  let mine = elem4(x[at.x], x[at.y], x[at.z], x[at.w]);
  var count = vec4u(0);
  for (var j = local.x; j < params.channels; j += WG_X) {
    let other = elem4(x[source + j]);
    count += vec4u((other > mine) | ((other == mine) & (vec4u(j) < i)));
  }
  let rank = shared_reduction(count, local.x, index);
  if (local.x == 0u) {
    store(group.y, rank.x, mine.x, i.x);
    store(group.y, rank.y, mine.y, i.y);
    store(group.y, rank.z, mine.z, i.z);
    store(group.y, rank.w, mine.w, i.w);
  }
}
