// The product of matrices that convolutions and dense layers are: four rows by eight columns in registers.
import { bounded, copyNumbers, NUMBER, plusProduct, VECTOR } from './vectors';

/** Rows and columns that are computed at once. Six rows and eight are slower: sixteen registers do not hold their sums. */
const ROWS: i32 = 4;
const COLUMNS: i32 = 8;
/** Bytes of a row of a panel, and of the sums of a tile. */
const PANEL_ROW: usize = 32;

/**
 * y[m, n] = bounded(b[n] + Σ over k of x[m, k] · w[k, n]) for `rows` rows and `columns` columns.
 * w is panels of eight columns, [columns / 8, depth, 8], and b is as long as they are; what is missing is zero. Strides and depth
 * are bytes. Each panel goes over `block` rows, which stay near the processor, before the next one does. `scratch` holds 128
 * bytes: what is computed of rows and columns that there are not stays there.
 */
export function multiply(
  x: usize,
  xStride: usize,
  w: usize,
  b: usize,
  y: usize,
  yStride: usize,
  rows: i32,
  depth: usize,
  columns: i32,
  block: i32,
  low: f32,
  high: f32,
  scratch: usize,
): void {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  for (let first = 0; first < rows; first += block) {
    const end = min(first + block, rows);
    let panel = w;
    for (let column = 0; column < columns; column += COLUMNS) {
      const width = min(columns - column, COLUMNS);
      const bias = b + (column as usize) * NUMBER;
      for (let row = first; row < end; row += ROWS) {
        // The last four rows of all overlap the four before, rather than be fewer.
        const from = max(min(row, rows - ROWS), 0);
        const height = min(rows - from, ROWS);
        const target = y + (from as usize) * yStride + (column as usize) * NUMBER;
        const isWhole = height === ROWS && width === COLUMNS;
        const start = x + (from as usize) * xStride;
        const to = isWhole ? target : scratch;
        if (height === 1) {
          multiplyRow(start, panel, bias, to, depth, lows, highs);
        } else {
          const step = isWhole ? yStride : PANEL_ROW;
          multiplyTile(start, height, xStride, panel, bias, to, step, depth, lows, highs);
        }
        if (isWhole) continue;
        for (let i = 0; i < height; i++) {
          const at = scratch + (i as usize) * PANEL_ROW;
          copyNumbers(at, target + (i as usize) * yStride, (width as usize) * NUMBER);
        }
      }
      panel += depth * COLUMNS;
    }
  }
}

/** Four rows by one panel; rows beyond `height` repeat the last one. */
function multiplyTile(
  x: usize,
  height: i32,
  xStride: usize,
  panel: usize,
  bias: usize,
  y: usize,
  yStride: usize,
  depth: usize,
  lows: v128,
  highs: v128,
): void {
  const end = x + depth;
  let x0 = x;
  let x1 = x0 + (height > 1 ? xStride : 0);
  let x2 = x1 + (height > 2 ? xStride : 0);
  let x3 = x2 + (height > 3 ? xStride : 0);
  let w = panel;
  const left = v128.load(bias);
  const right = v128.load(bias, 16);
  let s00 = left;
  let s01 = right;
  let s10 = left;
  let s11 = right;
  let s20 = left;
  let s21 = right;
  let s30 = left;
  let s31 = right;
  while (x0 < end) {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const a0 = v128.load32_splat(x0);
    s00 = plusProduct(s00, a0, w0);
    s01 = plusProduct(s01, a0, w1);
    const a1 = v128.load32_splat(x1);
    s10 = plusProduct(s10, a1, w0);
    s11 = plusProduct(s11, a1, w1);
    const a2 = v128.load32_splat(x2);
    s20 = plusProduct(s20, a2, w0);
    s21 = plusProduct(s21, a2, w1);
    const a3 = v128.load32_splat(x3);
    s30 = plusProduct(s30, a3, w0);
    s31 = plusProduct(s31, a3, w1);
    x0 += NUMBER;
    x1 += NUMBER;
    x2 += NUMBER;
    x3 += NUMBER;
    w += PANEL_ROW;
  }
  storeRow(y, s00, s01, lows, highs);
  storeRow(y + yStride, s10, s11, lows, highs);
  storeRow(y + 2 * yStride, s20, s21, lows, highs);
  storeRow(y + 3 * yStride, s30, s31, lows, highs);
}

/** One row by one panel: four products of the sum at a time, since additions to one sum wait for one another. */
function multiplyRow(
  x: usize,
  panel: usize,
  bias: usize,
  y: usize,
  depth: usize,
  lows: v128,
  highs: v128,
): void {
  const end = x + depth;
  const zero = f32x4.splat(0);
  let w = panel;
  let s00 = v128.load(bias);
  let s01 = v128.load(bias, 16);
  let s10 = zero;
  let s11 = zero;
  let s20 = zero;
  let s21 = zero;
  let s30 = zero;
  let s31 = zero;
  for (; x + VECTOR <= end; x += VECTOR) {
    const a0 = v128.load32_splat(x);
    s00 = plusProduct(s00, a0, v128.load(w));
    s01 = plusProduct(s01, a0, v128.load(w, 16));
    const a1 = v128.load32_splat(x, 4);
    s10 = plusProduct(s10, a1, v128.load(w, 32));
    s11 = plusProduct(s11, a1, v128.load(w, 48));
    const a2 = v128.load32_splat(x, 8);
    s20 = plusProduct(s20, a2, v128.load(w, 64));
    s21 = plusProduct(s21, a2, v128.load(w, 80));
    const a3 = v128.load32_splat(x, 12);
    s30 = plusProduct(s30, a3, v128.load(w, 96));
    s31 = plusProduct(s31, a3, v128.load(w, 112));
    w += 4 * PANEL_ROW;
  }
  for (; x < end; x += NUMBER) {
    const a = v128.load32_splat(x);
    s00 = plusProduct(s00, a, v128.load(w));
    s01 = plusProduct(s01, a, v128.load(w, 16));
    w += PANEL_ROW;
  }
  const left = f32x4.add(f32x4.add(s00, s10), f32x4.add(s20, s30));
  const right = f32x4.add(f32x4.add(s01, s11), f32x4.add(s21, s31));
  storeRow(y, left, right, lows, highs);
}

function storeRow(y: usize, left: v128, right: v128, lows: v128, highs: v128): void {
  v128.store(y, bounded(left, lows, highs));
  v128.store(y + VECTOR, bounded(right, lows, highs));
}
