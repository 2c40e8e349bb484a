// Depthwise convolution: four channels in a vector, four pixels of a row at a time where their windows lie inside.
import { bounded, NUMBER, plusProduct, storePart, VECTOR } from './vectors';

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
  const down = (dilationDown as usize) * line;
  const step = (dilationAcross as usize) * xStride;
  const rowTaps = (kernelWidth as usize) * taps;
  const across = (strideAcross as usize) * xStride;
  // Columns whose windows lie inside: from the first on, up to the end.
  const first = (left + strideAcross - 1) / strideAcross;
  const room = width - 1 - (kernelWidth - 1) * dilationAcross + left;
  const end = room < 0 ? 0 : min(room / strideAcross + 1, outputWidth);
  const hasFour = end - first >= 4;
  for (let row = from; row < to; row++) {
    const firstRow = row * strideDown - top;
    const i = firstTap(firstRow, dilationDown);
    const rows = endOfTaps(firstRow, dilationDown, kernelHeight, height) - i;
    const source = x + ((firstRow + i * dilationDown) as usize) * line;
    const sourceTaps = w + ((i * kernelWidth) as usize) * taps;
    const target = y + ((row * outputWidth) as usize) * yStride;
    for (let column = 0; column < outputWidth; ) {
      const areInside = hasFour && column >= first && column < end;
      // The last four overlap those before, rather than be fewer.
      if (areInside) column = min(column, end - 4);
      const firstColumn = column * strideAcross - left;
      const place = target + (column as usize) * yStride;
      if (areInside) {
        const start = source + (firstColumn as usize) * xStride;
        fourPixels(
          start,
          sourceTaps,
          b,
          place,
          yStride,
          bytes,
          rows,
          kernelWidth,
          down,
          step,
          across,
          taps,
          lows,
          highs,
        );
        column += 4;
        continue;
      }
      const j = firstTap(firstColumn, dilationAcross);
      const columns = endOfTaps(firstColumn, dilationAcross, kernelWidth, width) - j;
      const start = source + ((firstColumn + j * dilationAcross) as usize) * xStride;
      for (let c: usize = 0; c < bytes; c += VECTOR) {
        let sum = v128.load(b + c);
        let p = start + c;
        let q = sourceTaps + (j as usize) * taps + c;
        for (let row = 0; row < rows; row++) {
          let pixel = p;
          let tap = q;
          for (let column = 0; column < columns; column++) {
            sum = plusProduct(sum, v128.load(pixel), v128.load(tap));
            pixel += step;
            tap += taps;
          }
          p += down;
          q += rowTaps;
        }
        storePart(place + c, bounded(sum, lows, highs), bytes - c);
      }
      column++;
    }
  }
}

/**
 * Four pixels whose windows lie inside but for rows above or below, `across` bytes from one to the next. Exported, so that the compiler
 * keeps it apart: inside its caller it has fewer registers, and takes half as long again.
 */
export function fourPixels(
  x: usize,
  w: usize,
  b: usize,
  y: usize,
  yStride: usize,
  bytes: usize,
  rows: i32,
  columns: i32,
  down: usize,
  step: usize,
  across: usize,
  taps: usize,
  lows: v128,
  highs: v128,
): void {
  for (let c: usize = 0; c < bytes; c += VECTOR) {
    let p = x + c;
    let q = w + c;
    let s0 = v128.load(b + c);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let row = 0; row < rows; row++) {
      let at = p;
      if (across === step) {
        // What one pixel's tap reads, the tap behind it of the pixel before reads as well.
        let x0 = v128.load(at);
        at += step;
        let x1 = v128.load(at);
        at += step;
        let x2 = v128.load(at);
        for (let column = 0; column < columns; column++) {
          at += step;
          const x3 = v128.load(at);
          const tap = v128.load(q);
          s0 = plusProduct(s0, x0, tap);
          s1 = plusProduct(s1, x1, tap);
          s2 = plusProduct(s2, x2, tap);
          s3 = plusProduct(s3, x3, tap);
          x0 = x1;
          x1 = x2;
          x2 = x3;
          q += taps;
        }
      } else {
        for (let column = 0; column < columns; column++) {
          const tap = v128.load(q);
          let pixel = at;
          s0 = plusProduct(s0, v128.load(pixel), tap);
          pixel += across;
          s1 = plusProduct(s1, v128.load(pixel), tap);
          pixel += across;
          s2 = plusProduct(s2, v128.load(pixel), tap);
          pixel += across;
          s3 = plusProduct(s3, v128.load(pixel), tap);
          at += step;
          q += taps;
        }
      }
      p += down;
    }
    const rest = bytes - c;
    let to = y + c;
    storePart(to, bounded(s0, lows, highs), rest);
    to += yStride;
    storePart(to, bounded(s1, lows, highs), rest);
    to += yStride;
    storePart(to, bounded(s2, lows, highs), rest);
    to += yStride;
    storePart(to, bounded(s3, lows, highs), rest);
  }
}

/** The first tap of a window that lies behind the start of the image. */
function firstTap(first: i32, dilation: i32): i32 {
  return first < 0 ? (dilation - 1 - first) / dilation : 0;
}

/** Behind the last tap that lies before the end of the image. */
function endOfTaps(first: i32, dilation: i32, taps: i32, size: i32): i32 {
  return min(taps, (size - first + dilation - 1) / dilation);
}
