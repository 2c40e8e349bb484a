// Shape inference of the three ops of a Winograd convolution.
import { formatShape, type Shape, sameShape } from '../tensor/tensor';
import type { AnyNode } from './graph';
import { misfit } from './misfit';
import type {
  WinogradInputAttributes,
  WinogradMultiplyAttributes,
  WinogradOutputAttributes,
} from './ops';
import {
  describeForm,
  elementsOf,
  isWinogradForm,
  phasesOf,
  tilesOf,
  type WinogradForm,
  windowsOf,
} from './winograd';

/** [elements, n · tiles, phases · c]. @throws GraphError when pads are no whole numbers, or x is smaller than a window. */
export function winogradInputShape(
  node: AnyNode,
  { pads, ...form }: WinogradInputAttributes,
  [n, h, w, c]: readonly [number, number, number, number],
): Shape {
  const elements = elementsIn(node, form);
  const { top, left, bottom, right } = pads;
  const sizes = [top, left, bottom, right];
  if (!sizes.every((size) => Number.isInteger(size) && size >= 0)) {
    throw misfit(node, `has pads ${sizes}; all must be whole numbers, 0 or more`);
  }
  const [oh, ow] = windowsOf([h, w], pads, form);
  if (oh < 1 || ow < 1) throw misfit(node, `has a window larger than its ${h}×${w} input`);
  const [rows, columns] = tilesOf([oh, ow], form.tile);
  return [elements, n * rows * columns, phasesOf(form) * c];
}

/** [elements, tiles, k]. @throws GraphError when weights do not fit, or the tiles do not have that many pixels. */
export function winogradMultiplyShape(
  node: AnyNode,
  { pixels, ...form }: WinogradMultiplyAttributes,
  [v = [], w = []]: readonly Shape[],
): Shape {
  const [tiles, channels] = transformed(node, form, v);
  const [k = 0, c = 0] = w;
  const { kernel, tile } = form;
  if (!sameShape(w, [k, c, kernel, kernel]) || channels !== phasesOf(form) * c) {
    throw misfit(node, `cannot apply weights ${formatShape(w)} to ${channels} channels`);
  }
  if (!Number.isInteger(pixels) || pixels < tiles || pixels > tiles * tile ** 2) {
    throw misfit(node, `counts ${pixels} pixels in ${tiles} tiles`);
  }
  return [elementsOf(form), tiles, k];
}

/** [n, oh, ow, k]. @throws GraphError when the tiles are not those of that size, or the bias does not fit. */
export function winogradOutputShape(
  node: AnyNode,
  { size, ...form }: WinogradOutputAttributes,
  [m = [], bias]: readonly Shape[],
): Shape {
  const [tiles, k] = transformed(node, form, m);
  const [n, oh, ow] = size;
  const [rows, columns] = tilesOf([oh, ow], form.tile);
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
  form: WinogradForm,
  shape: Shape,
): [tiles: number, channels: number] {
  const wanted = elementsIn(node, form);
  const [elements, tiles = 0, channels = 0] = shape;
  if (shape.length !== 3 || elements !== wanted) {
    throw misfit(
      node,
      `needs transformed patches [${wanted}, tiles, c], got ${formatShape(shape)}`,
    );
  }
  return [tiles, channels];
}

function elementsIn(node: AnyNode, form: WinogradForm): number {
  if (!isWinogradForm(form)) throw misfit(node, `has no transforms for ${describeForm(form)}`);
  return elementsOf(form);
}
