// Shape inference of the three ops of a Winograd convolution.
import { formatShape, type Shape, sameShape } from '../tensor/tensor';
import type { AnyNode } from './graph';
import { misfit } from './misfit';
import type {
  WinogradInputAttributes,
  WinogradMultiplyAttributes,
  WinogradOutputAttributes,
} from './ops';
import { elementsOf, tilesOf, WINOGRAD_TILES, type WinogradTile } from './winograd';

/** [elements, n · tiles, c]. @throws GraphError when pads are no whole numbers, or x is smaller than a window. */
export function winogradInputShape(
  node: AnyNode,
  { tile, pads }: WinogradInputAttributes,
  [n, h, w, c]: readonly [number, number, number, number],
): Shape {
  const elements = elementsIn(node, tile);
  const { top, left, bottom, right } = pads;
  const sizes = [top, left, bottom, right];
  if (!sizes.every((size) => Number.isInteger(size) && size >= 0)) {
    throw misfit(node, `has pads ${sizes}; all must be whole numbers, 0 or more`);
  }
  const [oh, ow] = [h + top + bottom - 2, w + left + right - 2];
  if (oh < 1 || ow < 1) throw misfit(node, `has a window larger than its ${h}×${w} input`);
  const [rows, columns] = tilesOf([oh, ow], tile);
  return [elements, n * rows * columns, c];
}

/** [elements, tiles, k]. @throws GraphError when weights do not fit, or the tiles do not have that many pixels. */
export function winogradMultiplyShape(
  node: AnyNode,
  { tile, pixels }: WinogradMultiplyAttributes,
  [v = [], w = []]: readonly Shape[],
): Shape {
  const [tiles, c] = transformed(node, tile, v);
  const [k = 0] = w;
  if (!sameShape(w, [k, c, 3, 3])) {
    throw misfit(node, `cannot apply weights ${formatShape(w)} to ${c} channels`);
  }
  if (!Number.isInteger(pixels) || pixels < tiles || pixels > tiles * tile ** 2) {
    throw misfit(node, `counts ${pixels} pixels in ${tiles} tiles`);
  }
  return [elementsOf(tile), tiles, k];
}

/** [n, oh, ow, k]. @throws GraphError when the tiles are not those of that size, or the bias does not fit. */
export function winogradOutputShape(
  node: AnyNode,
  { tile, size }: WinogradOutputAttributes,
  [m = [], bias]: readonly Shape[],
): Shape {
  const [tiles, k] = transformed(node, tile, m);
  const [n, oh, ow] = size;
  const [rows, columns] = tilesOf([oh, ow], tile);
  if (!size.every(Number.isInteger) || tiles !== n * rows * columns) {
    throw misfit(node, `cannot give ${formatShape(size)} pixels from ${tiles} tiles`);
  }
  if (bias && !sameShape(bias, [k])) {
    throw misfit(node, `needs a bias of ${k}, got ${formatShape(bias)}`);
  }
  return [n, oh, ow, k];
}

function transformed(
  node: AnyNode,
  tile: WinogradTile,
  shape: Shape,
): [tiles: number, channels: number] {
  const wanted = elementsIn(node, tile);
  const [elements, tiles = 0, channels = 0] = shape;
  if (shape.length !== 3 || elements !== wanted) {
    throw misfit(
      node,
      `needs transformed patches [${wanted}, tiles, c], got ${formatShape(shape)}`,
    );
  }
  return [tiles, channels];
}

function elementsIn(node: AnyNode, tile: WinogradTile): number {
  if (!WINOGRAD_TILES.includes(tile)) throw misfit(node, `has no transforms for tiles of ${tile}`);
  return elementsOf(tile);
}
