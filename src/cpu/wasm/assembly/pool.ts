// Max and average pooling: four channels in a vector, the taps of a window that lie inside.
import { NUMBER, storePart, VECTOR } from './vectors';

/**
 * The largest or, where `isMean`, the mean of each window for rows `from` to `to` of an image's output. Means are over the taps inside x
 * and those on padding of `top`, `left`, `bottom` and `right` where `countsPadding`. Lines of a window are summed by themselves,
 * so that large windows round little.
 */
export function pool(
  x: usize,
  xStride: usize,
  y: usize,
  yStride: usize,
  height: i32,
  width: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideDown: i32,
  strideAcross: i32,
  top: i32,
  left: i32,
  bottom: i32,
  right: i32,
  outputWidth: i32,
  from: i32,
  to: i32,
  isMean: bool,
  countsPadding: bool,
): void {
  const bytes = (channels as usize) * NUMBER;
  for (let row = from; row < to; row++) {
    const firstRow = row * strideDown - top;
    const rowFrom = max(firstRow, 0);
    const rowTo = min(firstRow + kernelHeight, height);
    for (let column = 0; column < outputWidth; column++) {
      const firstColumn = column * strideAcross - left;
      const columnFrom = max(firstColumn, 0);
      const columnTo = min(firstColumn + kernelWidth, width);
      const target = y + ((row * outputWidth + column) as usize) * yStride;
      const start = x + ((rowFrom * width + columnFrom) as usize) * xStride;
      const rows = rowTo - rowFrom;
      const columns = columnTo - columnFrom;
      const count = countsPadding
        ? (min(firstRow + kernelHeight, height + bottom) - firstRow) *
          (min(firstColumn + kernelWidth, width + right) - firstColumn)
        : rows * columns;
      const divisor = f32x4.splat(count as f32);
      for (let c: usize = 0; c < bytes; c += VECTOR) {
        let p = start + c;
        let result = isMean ? f32x4.splat(0) : f32x4.splat(-Infinity);
        for (let i = 0; i < rows; i++) {
          let q = p;
          if (isMean) {
            let sum = f32x4.splat(0);
            for (let j = 0; j < columns; j++) {
              sum = f32x4.add(sum, v128.load(q));
              q += xStride;
            }
            result = f32x4.add(result, sum);
          } else {
            for (let j = 0; j < columns; j++) {
              result = f32x4.pmax(v128.load(q), result);
              q += xStride;
            }
          }
          p += (width as usize) * xStride;
        }
        storePart(target + c, isMean ? f32x4.div(result, divisor) : result, bytes - c);
      }
    }
  }
}
