// Winograd's F(4×4, 3×3), Lavin & Gray 2015, arXiv:1509.09308, section 4.3: what is around the products of matrices. Channels are a
// multiple of four.
import { bounded, isInside, NUMBER, VECTOR } from './vectors';

/** Pixels of y along each side of a tile, and of x along each side of the patch under it. */
const TILE: i32 = 4;
const PATCH: i32 = 6;
const SIDE: usize = 6;
/** Bytes of a row of a patch in scratch memory, and of all of it. */
const PATCH_ROW: usize = 96;
const PATCH_BYTES: usize = 576;
/** Filters of a panel, and bytes of a window of weights. */
const PANEL: i32 = 8;
const WINDOW: usize = 36;

/** Bᵀ d for one column or row of a patch: six vectors, `fromStep` apart, to six that are `toStep` apart. */
function transformPatch(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const two = f32x4.splat(2);
  const four = f32x4.splat(4);
  const five = f32x4.splat(5);
  const d0 = v128.load(from);
  const d1 = v128.load(from + fromStep);
  const d2 = v128.load(from + 2 * fromStep);
  const d3 = v128.load(from + 3 * fromStep);
  const d4 = v128.load(from + 4 * fromStep);
  const d5 = v128.load(from + 5 * fromStep);
  const even = f32x4.sub(d4, f32x4.mul(four, d2));
  const odd = f32x4.sub(d3, f32x4.mul(four, d1));
  const evenHalf = f32x4.sub(d4, d2);
  const oddHalf = f32x4.mul(two, f32x4.sub(d3, d1));
  const first = f32x4.sub(f32x4.mul(four, d0), f32x4.mul(five, d2));
  const last = f32x4.sub(f32x4.mul(four, d1), f32x4.mul(five, d3));
  v128.store(to, f32x4.add(first, d4));
  v128.store(to + toStep, f32x4.add(even, odd));
  v128.store(to + 2 * toStep, f32x4.sub(even, odd));
  v128.store(to + 3 * toStep, f32x4.add(evenHalf, oddHalf));
  v128.store(to + 4 * toStep, f32x4.sub(evenHalf, oddHalf));
  v128.store(to + 5 * toStep, f32x4.add(last, d5));
}

/**
 * (Bᵀ d B)[ξ] of tiles `from` to `to` of an image, `columns` of them side by side: v[ξ, tile − from, c], with `elementStep` bytes
 * from one ξ to the next. `scratch` holds 1152 bytes.
 */
export function winogradPatches(
  x: usize,
  xStride: usize,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  columns: i32,
  from: i32,
  to: i32,
  v: usize,
  vStride: usize,
  elementStep: usize,
  scratch: usize,
): void {
  const bytes = (channels as usize) * NUMBER;
  const line = (width as usize) * xStride;
  const border = scratch + PATCH_BYTES;
  for (let tile = from; tile < to; tile++) {
    const row = (tile / columns) * TILE - top;
    const column = (tile % columns) * TILE - left;
    const liesInside = row >= 0 && column >= 0 && row + PATCH <= height && column + PATCH <= width;
    for (let c: usize = 0; c < bytes; c += VECTOR) {
      const start = x + ((row * width + column) as usize) * xStride + c;
      if (!liesInside) {
        for (let i = 0; i < PATCH; i++) {
          for (let j = 0; j < PATCH; j++) {
            const isThere = isInside(row + i, height) && isInside(column + j, width);
            const at = start + (i as usize) * line + (j as usize) * xStride;
            v128.store(
              border + ((i * PATCH + j) as usize) * VECTOR,
              isThere ? v128.load(at) : f32x4.splat(0),
            );
          }
        }
      }
      const patch = liesInside ? start : border;
      const rowStep = liesInside ? line : PATCH_ROW;
      const columnStep = liesInside ? xStride : VECTOR;
      for (let j: usize = 0; j < SIDE; j++) {
        transformPatch(patch + j * columnStep, rowStep, scratch + j * VECTOR, PATCH_ROW);
      }
      for (let i: usize = 0; i < SIDE; i++) {
        transformPatch(
          scratch + i * PATCH_ROW,
          VECTOR,
          v + i * SIDE * elementStep + c,
          elementStep,
        );
      }
    }
    v += vStride;
  }
}

/** Aᵀ m for one row or column of products: six vectors, `fromStep` apart, to four that are `toStep` apart. */
function transformProducts(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const m0 = v128.load(from);
  const m1 = v128.load(from + fromStep);
  const m2 = v128.load(from + 2 * fromStep);
  const m3 = v128.load(from + 3 * fromStep);
  const m4 = v128.load(from + 4 * fromStep);
  const m5 = v128.load(from + 5 * fromStep);
  const near = f32x4.add(m1, m2);
  const nearOdd = f32x4.sub(m1, m2);
  const far = f32x4.add(m3, m4);
  const farOdd = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(f32x4.add(m0, near), far));
  v128.store(to + toStep, f32x4.add(nearOdd, f32x4.mul(f32x4.splat(2), farOdd)));
  v128.store(to + 2 * toStep, f32x4.add(near, f32x4.mul(f32x4.splat(4), far)));
  v128.store(to + 3 * toStep, f32x4.add(f32x4.add(nearOdd, f32x4.mul(f32x4.splat(8), farOdd)), m5));
}

/**
 * y = bounded(b[k] + (Aᵀ m A)) for tiles `from` to `to` of an image, of m[ξ, tile − from, k], with `elementStep` bytes from one ξ to the
 * next; what reaches beyond y is dropped. `scratch` holds 640 bytes.
 */
export function winogradPixels(
  m: usize,
  mStride: usize,
  elementStep: usize,
  b: usize,
  y: usize,
  yStride: usize,
  height: i32,
  width: i32,
  channels: i32,
  columns: i32,
  from: i32,
  to: i32,
  low: f32,
  high: f32,
  scratch: usize,
): void {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  const bytes = (channels as usize) * NUMBER;
  const pixels = scratch + 4 * PATCH_ROW;
  for (let tile = from; tile < to; tile++) {
    const row = (tile / columns) * TILE;
    const column = (tile % columns) * TILE;
    const rows = min(TILE, height - row);
    const across = min(TILE, width - column);
    for (let c: usize = 0; c < bytes; c += VECTOR) {
      const bias = v128.load(b + c);
      for (let j: usize = 0; j < SIDE; j++) {
        transformProducts(
          m + j * elementStep + c,
          SIDE * elementStep,
          scratch + j * VECTOR,
          PATCH_ROW,
        );
      }
      for (let i = 0; i < rows; i++) {
        transformProducts(scratch + (i as usize) * PATCH_ROW, VECTOR, pixels, VECTOR);
        for (let j = 0; j < across; j++) {
          const value = f32x4.add(v128.load(pixels + (j as usize) * VECTOR), bias);
          const pixel = (row + i) * width + column + j;
          v128.store(y + (pixel as usize) * yStride + c, bounded(value, lows, highs));
        }
      }
    }
    m += mStride;
  }
}

/**
 * G g Gᵀ of 3×3 windows [filters, channels, 3, 3] → panels of eight filters for each element, [36, filters / 8, channels, 8], in double
 * precision and rounded once. Filters that are missing stay as they are: zero.
 */
export function winogradFilters(
  w: usize,
  filters: i32,
  channels: i32,
  to: usize,
  scratch: usize,
): void {
  const panels = (filters + PANEL - 1) / PANEL;
  const elementStep = ((panels * channels * PANEL) as usize) * NUMBER;
  // The eight filters of a panel one after the other, since their results lie side by side.
  for (let index = 0; index < panels * channels; index++) {
    const first = (index / channels) * PANEL;
    const channel = index % channels;
    for (let lane = 0; lane < min(PANEL, filters - first); lane++) {
      const g = w + (((first + lane) * channels + channel) as usize) * WINDOW;
      for (let column: usize = 0; column < 3; column++) {
        transformFilter(
          f32.load(g + column * NUMBER) as f64,
          f32.load(g + (column + 3) * NUMBER) as f64,
          f32.load(g + (column + 6) * NUMBER) as f64,
          scratch + column * 8,
          24,
        );
      }
      let element = to + ((index * PANEL + lane) as usize) * NUMBER;
      const whole = scratch + 144;
      for (let row: usize = 0; row < SIDE; row++) {
        const half = scratch + row * 24;
        transformFilter(f64.load(half), f64.load(half, 8), f64.load(half, 16), whole, 8);
        for (let column: usize = 0; column < SIDE; column++) {
          f32.store(element, (f64.load(whole + column * 8) / 576) as f32);
          element += elementStep;
        }
      }
    }
  }
}

/** 24 G g for one column or row of a window: whole numbers, so that sums that cancel are zero. */
function transformFilter(g0: f64, g1: f64, g2: f64, to: usize, step: usize): void {
  const ends = g0 + g2;
  const wide = g0 + 4 * g2;
  f64.store(to, 6 * g0);
  f64.store(to + step, -4 * (ends + g1));
  f64.store(to + 2 * step, -4 * (ends - g1));
  f64.store(to + 3 * step, wide + 2 * g1);
  f64.store(to + 4 * step, wide - 2 * g1);
  f64.store(to + 5 * step, 24 * g2);
}
