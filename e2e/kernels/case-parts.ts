// What the cases of the odd-shape suite are made of.
import type { Activation, AnyOp, Conv2dAttributes, Pads } from '../../src/ir/ops';

/** One graph of one node, possibly inside concatenations. */
export interface KernelCase {
  /** The op under test and its attributes. */
  readonly node: AnyOp;
  readonly batch: number;
  /** Height and width of the input. */
  readonly size: readonly [number, number];
  readonly channels: number;
  /** Output channels of layers with weights. */
  readonly filters: number;
  /**
   * What the second operand of `add` and its like repeats over, and which of the two is a constant; that of `matmul` is
   * constant or not.
   */
  readonly second: (typeof SECONDS)[number];
  /** Whether a fully connected layer or a softmax reads a feature map rather than vectors. */
  readonly flattens: boolean;
  /** Channels before and after the node's input in a wider buffer; null where the input has its own. */
  readonly inputInside: readonly [number, number] | null;
  /** The same for the node's output. */
  readonly outputInside: readonly [number, number] | null;
  /** Which of a value's neighbours in a wider buffer is there before the node computes; the other comes behind it. */
  readonly early: 'left' | 'right';
  /** What all numbers of the data are multiplied by: they lie within ±2 by themselves. */
  readonly reach: number;
}

/** What a second operand can be. */
export const SECONDS = [
  'nothing',
  'pixels',
  'everything',
  'everything, constant',
  'nothing, constant',
  'nothing, first constant',
] as const;
/** Heights and widths. */
export const SIZES = [
  [15, 7],
  [18, 17],
  [25, 33],
] as const;
/** Numbers of channels. */
export const CHANNELS = [1, 2, 3, 4, 7, 8, 12, 15, 16] as const;
/** Neighbours that put a value at aligned and unaligned channels, at a buffer's start, inside and at its end. */
export const NEIGHBOURS = [
  [4, 8],
  [3, 0],
  [0, 5],
  [1, 2],
  [6, 7],
] as const;
/** A step that the test data's sums are multiples of, so that both sides round the same number. */
export const QUANTIZE: Activation = { quantize: { scale: 1 / 16, low: -1.5, high: 2.25 } };

/** A case of this node, small and in buffers of its own, until more is said. */
export function base(node: AnyOp): KernelCase {
  return {
    node,
    batch: 1,
    size: SIZES[0],
    channels: 4,
    filters: 4,
    second: 'nothing',
    flattens: false,
    inputInside: null,
    outputInside: null,
    early: 'left',
    reach: 1,
  };
}

/** A convolution's attributes, in one group. */
export function conv(
  kernel: readonly [number, number],
  strides: readonly [number, number],
  pads: Pads,
  activation: Activation,
  dilations: readonly [number, number] = [1, 1],
): Conv2dAttributes {
  return { kernel, strides, pads, dilations, groups: 1, activation };
}
