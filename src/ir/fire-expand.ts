// The op fire-expand as the two convolutions that it stands for.
import { type Conv2dAttributes, evenPads, type FireExpandAttributes, POINTWISE } from './ops';

/** One of the two convolutions. */
export interface ExpandPart {
  /** Where x, weights and bias are among the inputs of the node. */
  readonly inputs: readonly [x: number, w: number, b: number];
  readonly attributes: Conv2dAttributes;
}

/** The window of the 3×3 part. */
export const EXPAND_WINDOW = { ...POINTWISE, kernel: [3, 3], pads: evenPads(1) } as const;

/** Both convolutions, in the order of their channels in y. */
export function expandParts({ activation, first }: FireExpandAttributes): readonly ExpandPart[] {
  const pointwise: ExpandPart = {
    inputs: [0, 1, 2],
    attributes: { ...POINTWISE, activation },
  };
  const window: ExpandPart = {
    inputs: [0, 3, 4],
    attributes: { ...EXPAND_WINDOW, activation },
  };
  return first === 1 ? [pointwise, window] : [window, pointwise];
}

/** The inputs of a part, of all inputs of the node. */
export function inputsOf<T>({ inputs }: ExpandPart, all: readonly T[]): T[] {
  return inputs.flatMap((position) => all.slice(position, position + 1));
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
