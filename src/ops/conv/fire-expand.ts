// Both expand layers of a fire module in one node (arXiv:1602.07360, section 3.1).
import { type FusedOp, fusedOp, layer } from '../fused-op';
import { concat } from '../move/concat';
import { evenPads } from '../window';
import { type Conv2dAttributes, conv2d, POINTWISE } from './conv2d';

/** The window of the 3×3 part. */
export const EXPAND_WINDOW = { ...POINTWISE, kernel: [3, 3], pads: evenPads(1) } as const;

/**
 * A 1×1 and a 3×3 convolution of one x with stride 1, the latter in a border of one pixel, next to each other: y is
 * [n, h, w, k1 + k3].
 */
export const fireExpand = fusedOp({
  name: 'fire-expand',
  attributes: {
    activation: 'activation',
    /** Side of the windows whose filters are y's first channels. */
    first: [1, 3],
  },
  inputs: 'x w1:weight b1:weight w3:weight b3:weight',
  of: ({ activation, first }) => expandLayers('x', activation, first),
});

/** Both convolutions of a value, and their channels side by side. */
export function expandLayers(
  x: string,
  activation: Conv2dAttributes['activation'],
  first: 1 | 3,
): ReturnType<FusedOp['of']> {
  return [
    layer(conv2d, { ...POINTWISE, activation }, `${x} w1 b1`, 'e1'),
    layer(conv2d, { ...EXPAND_WINDOW, activation }, `${x} w3 b3`, 'e3'),
    layer(concat, {}, first === 1 ? 'e1 e3' : 'e3 e1', 'y'),
  ];
}

/** Side of the windows of a convolution that can be a part; null for one that cannot. */
export function partSide({ prologue, ...window }: Conv2dAttributes): 1 | 3 | null {
  if (prologue !== undefined) return null;
  if (isAlike(window, POINTWISE)) return 1;
  return isAlike(window, EXPAND_WINDOW) ? 3 : null;
}

function isAlike(a: Conv2dAttributes, b: Omit<Conv2dAttributes, 'activation'>): boolean {
  const numbersOf = ({ kernel, strides, dilations, groups, pads }: typeof b) => {
    const { top, left, bottom, right } = pads;
    return [...kernel, ...strides, ...dilations, groups, top, left, bottom, right];
  };
  const wanted = numbersOf(b);
  return numbersOf(a).every((number, index) => number === wanted[index]);
}
