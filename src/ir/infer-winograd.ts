// Shape inference of the three ops of a Winograd convolution.
import { formatShape, type Shape, sameShape } from '../tensor/tensor';
import type { AnyNode } from './graph';
import { misfit } from './misfit';
import type {
  WinogradInputAttributes,
  WinogradMultiplyAttributes,
  WinogradOutputAttributes,
} from './ops';
import { ELEMENTS, TILE_SIDE, tilesOf } from './winograd';

/** [16, n · tiles, c]. @throws GraphError when pads are no whole numbers, or x is smaller than a window. */
export function winogradInputShape(
  node: AnyNode,
  { pads }: WinogradInputAttributes,
  [n, h, w, c]: readonly [number, number, number, number],
): Shape {
  const { top, left, bottom, right } = pads;
  const sizes = [top, left, bottom, right];
  if (!sizes.every((size) => Number.isInteger(size) && size >= 0)) {
    throw misfit(node, `has pads ${sizes}; all must be whole numbers, 0 or more`);
  }
  const [oh, ow] = [h + top + bottom - 2, w + left + right - 2];
  if (oh < 1 || ow < 1) throw misfit(node, `has a window larger than its ${h}×${w} input`);
  const [rows, columns] = tilesOf([oh, ow]);
  return [ELEMENTS, n * rows * columns, c];
}

/** [16, tiles, k]. @throws GraphError when weights do not fit, or the tiles do not have that many pixels. */
export function winogradMultiplyShape(
  node: AnyNode,
  { pixels }: WinogradMultiplyAttributes,
  [v = [], w = []]: readonly Shape[],
): Shape {
  const [tiles, c] = transformed(node, v);
  const [k = 0] = w;
  if (!sameShape(w, [k, c, 3, 3])) {
    throw misfit(node, `cannot apply weights ${formatShape(w)} to ${c} channels`);
  }
  if (!Number.isInteger(pixels) || pixels < tiles || pixels > tiles * TILE_SIDE ** 2) {
    throw misfit(node, `counts ${pixels} pixels in ${tiles} tiles`);
  }
  return [ELEMENTS, tiles, k];
}

/** [n, oh, ow, k]. @throws GraphError when the tiles are not those of that size, or the bias does not fit. */
export function winogradOutputShape(
  node: AnyNode,
  { size }: WinogradOutputAttributes,
  [m = [], bias]: readonly Shape[],
): Shape {
  const [tiles, k] = transformed(node, m);
  const [n, oh, ow] = size;
  const [rows, columns] = tilesOf([oh, ow]);
  if (!size.every(Number.isInteger) || tiles !== n * rows * columns) {
    throw misfit(node, `cannot give ${formatShape(size)} pixels from ${tiles} tiles`);
  }
  if (bias && !sameShape(bias, [k])) {
    throw misfit(node, `needs a bias of ${k}, got ${formatShape(bias)}`);
  }
  return [n, oh, ow, k];
}

function transformed(node: AnyNode, shape: Shape): [tiles: number, channels: number] {
  const [elements, tiles = 0, channels = 0] = shape;
  if (shape.length !== 3 || elements !== ELEMENTS) {
    throw misfit(node, `needs transformed patches [16, tiles, c], got ${formatShape(shape)}`);
  }
  return [tiles, channels];
}
