// The adapter's peak memory traffic: copies from one large buffer to another. Dispatched by src/tune/peaks.ts.
//   y[i] = x[i]
// One invocation copies one word of 16 bytes. Grid: (words_per_row / WG, rows); what lies behind the last word does nothing.
override WG: u32;

struct Params {
  words: u32,
  words_per_row: u32,
}

@group(0) @binding(0) var<storage, read> x: array<vec4f>;        // [words]
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>;  // [words]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WG)
fn copy(@builtin(global_invocation_id) id: vec3u) {
  let word = id.y * params.words_per_row + id.x;
  if (word < params.words) {
    y[word] = x[word];
  }
}
