// First half of a resize: every row of a picture, filtered along x, composited over white.
//   row[y,x] = round(Σ_i weight[x,i] · (rgb[y,first[x]+i] + 1 − alpha[y,first[x]+i]))     texels hold premultiplied alpha
// 8-bit steps between the two halves, as Pillow has them. One invocation writes one pixel. Grid: (width, rows).
// Dispatched by src/image/picture-program.ts.
override WG_X: u32;
override WG_Y: u32;

// `region`: x, y in the source; `size`: width, rows; `taps`: of each output pixel, those of weight 0 included.
struct Params { region: vec2u, size: vec2u, taps: u32 }

@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> rows: array<u32>;  // [rows, width], rgba 8 bits each
@group(0) @binding(2) var<storage, read> first: array<u32>;       // [width], within the region
@group(0) @binding(3) var<storage, read> weights: array<f32>;     // [width, taps]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WG_X, WG_Y)
fn image_resize_horizontal(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.size.x || id.y >= params.size.y) {
    return;
  }
  let origin = params.region + vec2u(first[id.x], id.y);
  var sum = vec3f(0);
  for (var i = 0u; i < params.taps; i++) {
    let weight = weights[id.x * params.taps + i];
    // Behind the last tap may be no pixel.
    if (weight > 0.0) {
      let texel = textureLoad(picture, origin + vec2u(i, 0), 0);
      sum += weight * (texel.rgb + (1.0 - texel.a));
    }
  }
  rows[id.y * params.size.x + id.x] = pack4x8unorm(vec4f(sum, 1.0));
}
