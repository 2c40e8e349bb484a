// The sliding window of a convolution or pooling: kernel sides, strides and dilations (height, width), and where
// a window lies. Padding is in the kernel's params, so that layers that differ only there share a pipeline.
override K_H: u32;
override K_W: u32;
override S_H: u32;
override S_W: u32;
override D_H: u32;
override D_W: u32;

// Input coordinate of a window's first tap; negative inside the padding.
fn window_start(position: u32, stride: u32, pad: i32) -> i32 {
  return i32(position * stride) - pad;
}

// Negative coordinates wrap around to numbers larger than any size.
fn is_in_axis(coordinate: i32, size: u32) -> bool {
  return u32(coordinate) < size;
}
