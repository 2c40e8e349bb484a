// Windows of a convolution as rows of a matrix, for a few pixels at a time.
import { copyNumbers, isInside, NUMBER } from './vectors';

/**
 * The windows of `count` pixels of an image's output from `first` on → rows [kernel height, kernel width, channels], one behind the
 * other; taps outside x are zero. `channels` and strides of memory are bytes.
 */
export function gather(
  x: usize,
  xStride: usize,
  height: i32,
  width: i32,
  channels: usize,
  kernelHeight: i32,
  kernelWidth: i32,
  strideDown: i32,
  strideAcross: i32,
  top: i32,
  left: i32,
  dilationDown: i32,
  dilationAcross: i32,
  outputWidth: i32,
  first: i32,
  count: i32,
  to: usize,
): void {
  const isDense = xStride === channels && dilationAcross === 1;
  const line = (kernelWidth as usize) * channels;
  for (let pixel = first; pixel < first + count; pixel++) {
    const firstRow = (pixel / outputWidth) * strideDown - top;
    const firstColumn = (pixel % outputWidth) * strideAcross - left;
    const isWhole = isDense && firstColumn >= 0 && firstColumn + kernelWidth <= width;
    for (let i = 0; i < kernelHeight; i++) {
      const row = firstRow + i * dilationDown;
      if (!isInside(row, height)) {
        to = clear(to, line);
        continue;
      }
      if (isWhole) {
        copyNumbers(x + ((row * width + firstColumn) as usize) * xStride, to, line);
        to += line;
        continue;
      }
      for (let j = 0; j < kernelWidth; j++) {
        const column = firstColumn + j * dilationAcross;
        if (!isInside(column, width)) {
          to = clear(to, channels);
          continue;
        }
        copyNumbers(x + ((row * width + column) as usize) * xStride, to, channels);
        to += channels;
      }
    }
  }
}

/** Zeros; returns the place behind them. */
function clear(to: usize, bytes: usize): usize {
  for (let at: usize = 0; at < bytes; at += NUMBER) f32.store(to + at, 0);
  return to + bytes;
}
