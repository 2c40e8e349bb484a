// First half of a resize: every row of a picture, filtered along x, composited over white.
//   row[y,x] = round(Σ_i weight(i) · (rgb[y,i] + 1 − alpha[y,i]))     texels hold premultiplied alpha
// 8-bit steps between the two halves, as Pillow has them. One invocation writes one pixel. Grid: (width, rows).
//#use triangle-filter
override WG_X: u32;
override WG_Y: u32;

// `first`: position of the crop in the resized picture; `region`: x, y, width, height in the source.
struct Params { region: vec4i, scale: f32, first: u32, width: u32 }

@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> rows: array<u32>;  // [region height, width], rgba 8 bits each
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WG_X, WG_Y)
fn image_resize_horizontal(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.width || id.y >= u32(params.region.w)) {
    return;
  }
  let taps = taps_of(params.first + id.x, params.region.x, params.region.z, params.scale);
  var sum = vec3f(0);
  var total = 0.0;
  for (var i = taps.first; i < taps.end; i++) {
    let texel = textureLoad(picture, vec2i(i, params.region.y + i32(id.y)), 0);
    let weight = tap_weight(taps, i);
    sum += weight * (texel.rgb + (1.0 - texel.a));
    total += weight;
  }
  rows[id.y * params.width + id.x] = pack4x8unorm(vec4f(sum / total, 1.0));
}
