// Global average pooling. NHWC, channels packed by 4.
//   y[n,c] = Σ_{h,w} x[n,h,w,c] / (H·W)
// One workgroup per image and word: each invocation sums every WG-th pixel, then the sums are added pairwise.
// WG is a power of two. Grid: (y words, N).
//#use types-*
//#use channel-span
override WG: u32;

struct Params { x: Span, y: Span, image_pixels: u32 }

@group(0) @binding(0) var<storage, read> x: array<elem4>;        // [n, h·w, x.words]
@group(0) @binding(1) var<storage, read_write> y: array<elem4>;  // [n, y.words]
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> sums: array<elem4, WG>;

fn load_word(pixel: u32, word: u32) -> elem4 {
  if (UNALIGNED) {
    let source = shifted_source(params.x, params.y, word);
    let at = i32(pixel * params.x.words) + source.x;
    return shift_lanes(x[at], x[at + 1], source.y);
  }
  return x[span_index(params.x, pixel, word)];
}

@compute @workgroup_size(WG)
fn global_average_pool(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) index: u32) {
  let word = group.x;
  let image = group.y;
  var sum = elem4(0);
  for (var pixel = index; pixel < params.image_pixels; pixel += WG) {
    sum += load_word(image * params.image_pixels + pixel, word);
  }
  sums[index] = sum;
  for (var half = WG / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) {
      sums[index] += sums[index + half];
    }
  }
  if (index == 0u) {
    let at = span_index(params.y, image, word);
    var mean = sums[0] / elem(params.image_pixels);
    if (UNALIGNED) {
      mean = merge_lanes(params.y, word, y[at], mean);
    }
    y[at] = mean;
  }
}
