// Second half of a resize: filters along y, then makes the network's input of the pixels.
//   y[oh,ow,c] = (255 · Σ_i weight[oh,i] · rgb[first[oh]+i,ow] − mean[c]) · scale[c]     channels as RGB or BGR, padded to one word
// One invocation writes one pixel. Grid: (width, height).
// Dispatched by src/image/picture-program.ts.
//#use types-*
override WG_X: u32;
override WG_Y: u32;
override BGR: bool;

// `size`: width, height; `taps`: of each output pixel, those of weight 0 included; `start`: the pixels of a batch ahead of these.
struct Params { mean: vec4f, scale: vec4f, size: vec2u, taps: u32, start: u32 }

@group(0) @binding(0) var<storage, read> rows: array<u32>;       // [rows, width], rgba 8 bits each
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [images, height, width], one word a pixel
@group(0) @binding(2) var<storage, read> first: array<u32>;      // [height]
@group(0) @binding(3) var<storage, read> weights: array<f32>;    // [height, taps]
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WG_X, WG_Y)
fn image_resize_vertical(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.size.x || id.y >= params.size.y) {
    return;
  }
  var sum = vec3f(0);
  for (var i = 0u; i < params.taps; i++) {
    let weight = weights[id.y * params.taps + i];
    // Behind the last tap may be no row.
    if (weight > 0.0) {
      sum += weight * unpack4x8unorm(rows[(first[id.y] + i) * params.size.x + id.x]).rgb;
    }
  }
  var rgb = round(sum * 255.0);
  if (BGR) {
    rgb = rgb.bgr;
  }
  y[params.start + id.y * params.size.x + id.x] = elem4(vec4f((rgb - params.mean.xyz) * params.scale.xyz, 0.0));
}
