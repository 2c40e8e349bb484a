// Depthwise convolution: four channels in a vector, four pixels of a row at a time where their windows lie inside.
import { bounded, isInside, NUMBER, plusProduct, storePart, VECTOR } from './vectors';

/**
 * y[row, column, c] = bounded(b[c] + Σ over i, j of x[row·S − P + i·D, column·S − P + j·D, c] · w[i, j, c]) for rows
 * `from` to `to` of an image's output. w and b have `taps` bytes a tap: channels in vectors, the last filled with zeros.
 */
export function depthwise(
  x: usize,
  xStride: usize,
  w: usize,
  taps: usize,
  b: usize,
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
  dilationDown: i32,
  dilationAcross: i32,
  outputWidth: i32,
  from: i32,
  to: i32,
  low: f32,
  high: f32,
): void {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  const bytes = (channels as usize) * NUMBER;
  const line = (width as usize) * xStride;
  const across = (strideAcross as usize) * xStride;
  const step = (dilationAcross as usize) * xStride;
  const reach = (kernelWidth - 1) * dilationAcross;
  for (let row = from; row < to; row++) {
    const firstRow = row * strideDown - top;
    for (let column = 0; column < outputWidth; ) {
      const firstColumn = column * strideAcross - left;
      const target = y + ((row * outputWidth + column) as usize) * yStride;
      const areInside =
        column + 4 <= outputWidth &&
        firstColumn >= 0 &&
        firstColumn + 3 * strideAcross + reach < width;
      for (let c: usize = 0; c < bytes; c += VECTOR) {
        const start = x + (firstColumn as usize) * xStride + c;
        const bias = v128.load(b + c);
        let s0 = bias;
        let s1 = bias;
        let s2 = bias;
        let s3 = bias;
        for (let i = 0; i < kernelHeight; i++) {
          const tapRow = firstRow + i * dilationDown;
          if (!isInside(tapRow, height)) continue;
          let p = start + (tapRow as usize) * line;
          let q = w + ((i * kernelWidth) as usize) * taps + c;
          if (areInside) {
            for (let j = 0; j < kernelWidth; j++) {
              const tap = v128.load(q);
              s0 = plusProduct(s0, v128.load(p), tap);
              s1 = plusProduct(s1, v128.load(p + across), tap);
              s2 = plusProduct(s2, v128.load(p + 2 * across), tap);
              s3 = plusProduct(s3, v128.load(p + 3 * across), tap);
              p += step;
              q += taps;
            }
          } else {
            for (let j = 0; j < kernelWidth; j++) {
              if (isInside(firstColumn + j * dilationAcross, width)) {
                s0 = plusProduct(s0, v128.load(p), v128.load(q));
              }
              p += step;
              q += taps;
            }
          }
        }
        const rest = bytes - c;
        storePart(target + c, bounded(s0, lows, highs), rest);
        if (areInside) {
          storePart(target + yStride + c, bounded(s1, lows, highs), rest);
          storePart(target + 2 * yStride + c, bounded(s2, lows, highs), rest);
          storePart(target + 3 * yStride + c, bounded(s3, lows, highs), rest);
        }
      }
      column += areInside ? 4 : 1;
    }
  }
}
