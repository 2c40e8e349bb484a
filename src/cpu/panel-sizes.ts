// How large the panels of convolutions in JavaScript are: known without the kernels, to those who count memory ahead.
import type { Shape } from '../tensor/tensor';
import { product, roundUp } from '../util/math';

/** Pixels and channels of one panel. */
export const LANES = 4;

/** Numbers of gathered windows that are held at a time: 128 KiB, which stays near the processor. */
const TILE_NUMBERS = 16_384;
/** More pixels than this gain nothing, and make a unit of work long. */
const MAX_TILE_PIXELS = 64;

/** Pixels of a tile, whose windows have so many numbers. */
export function tilePixels(depth: number): number {
  const fitting = Math.floor(TILE_NUMBERS / Math.max(depth, 1) / LANES) * LANES;
  return Math.min(Math.max(fitting, LANES), MAX_TILE_PIXELS);
}

/** Bytes of a node's filters, OIHW, as they are packed here, with its bias and the tile of windows that they are used on. */
export function packedBytes([k = 0, ...rest]: Shape, groups: number): number {
  const depth = product(rest);
  const rows = groups * roundUp(k / groups, LANES);
  return Float64Array.BYTES_PER_ELEMENT * (rows * depth + depth * tilePixels(depth) + k);
}
