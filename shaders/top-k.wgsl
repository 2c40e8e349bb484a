// The k largest entries of each row, largest first, ties by lower index.
//   rank(i) = |{ j : x[n,j] > x[n,i] or (x[n,j] = x[n,i] and j < i) }|;  values[n,rank] = x[n,i], indices[n,rank] = i
// Ranks by counting: every entry looks at the whole row, so that no order of execution matters and any k costs
// the same. One invocation ranks four entries. Grid: (C / 4, N).
//#use types-*
//#use channel-span
override WG: u32;

struct Params { x: Span, channels: u32, k: u32, row_length: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem>;              // [n, 4·x.words]
@group(0) @binding(1) var<storage, read_write> values: array<elem>;   // [n, row_length]
@group(0) @binding(2) var<storage, read_write> indices: array<u32>;   // [n, row_length]
@group(0) @binding(3) var<uniform> params: Params;

fn store(row: u32, rank: u32, value: elem, index: u32) {
  if (index < params.channels && rank < params.k) {
    values[row * params.row_length + rank] = value;
    indices[row * params.row_length + rank] = index;
  }
}

@compute @workgroup_size(WG)
fn top_k(@builtin(global_invocation_id) id: vec3u) {
  let i = 4u * id.x + vec4u(0, 1, 2, 3);
  if (i.x >= params.channels) {
    return;
  }
  let source = id.y * params.x.words * 4u + params.x.first;
  let at = source + min(i, vec4u(params.channels - 1u));
  let mine = elem4(x[at.x], x[at.y], x[at.z], x[at.w]);
  var rank = vec4u(0);
  for (var j = 0u; j < params.channels; j++) {
    let other = elem4(x[source + j]);
    rank += vec4u((other > mine) | ((other == mine) & (vec4u(j) < i)));
  }
  store(id.y, rank.x, mine.x, i.x);
  store(id.y, rank.y, mine.y, i.y);
  store(id.y, rank.z, mine.z, i.z);
  store(id.y, rank.w, mine.w, i.w);
}
