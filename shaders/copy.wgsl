// The adapter's peak memory traffic: copies 16 bytes an invocation from one large buffer to another.
override WORKGROUP: u32;

struct Params {
  words: u32,
  words_per_row: u32,
}

@group(0) @binding(0) var<storage, read> source: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> copied: array<vec4<f32>>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn copy(@builtin(global_invocation_id) id: vec3<u32>) {
  let word = id.y * params.words_per_row + id.x;
  if (word < params.words) {
    copied[word] = source[word];
  }
}
