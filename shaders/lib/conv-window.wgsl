// The sliding window of a convolution or pooling: kernel sides, strides and dilations (height, width), and where
// a window lies. Padding is in the kernel's params, so that layers that differ only there share a pipeline.
override K_H: u32;
override K_W: u32;
override S_H: u32;
override S_W: u32;
override D_H: u32;
override D_W: u32;

// Input coordinate of a window's first tap; negative inside the padding.
fn window_start(position: vec4u, stride: u32, pad: i32) -> vec4i {
  return vec4i(position * stride) - pad;
}

fn is_inside(coordinate: vec4i, size: u32) -> vec4<bool> {
  return (coordinate >= vec4i(0)) & (coordinate < vec4i(i32(size)));
}
