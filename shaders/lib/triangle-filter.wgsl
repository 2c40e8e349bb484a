// Antialiased bilinear resampling along one axis: a triangle filter, widened by the scale factor when shrinking.
// Positions and weights as in Pillow and torchvision (antialias): pixel i covers [i, i+1).
struct Taps {
  first: i32,   // first source pixel with weight
  end: i32,     // behind the last one
  centre: f32,  // source coordinate of the output pixel's centre
  widen: f32,   // half width of the triangle
}

// `origin` and `length`: the part of the axis that is used; `scale`: source pixels per output pixel.
fn taps_of(position: u32, origin: i32, length: i32, scale: f32) -> Taps {
  let widen = max(scale, 1.0);
  let centre = (f32(position) + 0.5) * scale;
  let first = max(i32(centre - widen + 0.5), 0);
  let end = min(i32(centre + widen + 0.5), length);
  return Taps(origin + first, origin + end, f32(origin) + centre, widen);
}

fn tap_weight(taps: Taps, at: i32) -> f32 {
  return max(1.0 - abs(f32(at) + 0.5 - taps.centre) / taps.widen, 0.0);
}
