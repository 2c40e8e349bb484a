// Second half of a resize: filters along y, then makes the network's input of the pixels.
//   y[oh,ow,c] = (255 · rgb − mean[c]) · scale[c]        channels as RGB or BGR, padded to one word
// One invocation writes one pixel. Grid: (width, height).
//#use types-*
//#use triangle-filter
override WG_X: u32;
override WG_Y: u32;
override BGR: bool;

// `first`: row of the crop in the resized picture; `rows`: how many the source region has.
struct Params {
  mean: vec4f,
  scale: vec4f,
  size: vec2u,  // width, height
  rows: i32,
  first: u32,
  step: f32,    // source rows per output row
}

@group(0) @binding(0) var<storage, read> rows: array<u32>;       // [rows, width], rgba 8 bits each
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [height, width], one word a pixel
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WG_X, WG_Y)
fn image_resize_vertical(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.size.x || id.y >= params.size.y) {
    return;
  }
  let taps = taps_of(params.first + id.y, 0, params.rows, params.step);
  var sum = vec3f(0);
  var total = 0.0;
  for (var i = taps.first; i < taps.end; i++) {
    let weight = tap_weight(taps, i);
    sum += weight * unpack4x8unorm(rows[u32(i) * params.size.x + id.x]).rgb;
    total += weight;
  }
  var rgb = round(sum / total * 255.0);
  if (BGR) {
    rgb = rgb.bgr;
  }
  y[id.y * params.size.x + id.x] = elem4(vec4f((rgb - params.mean.xyz) * params.scale.xyz, 0.0));
}
