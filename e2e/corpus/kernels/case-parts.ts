// What the cases of the odd-shape suite are made of.
import type { CaseInput } from '../../../src/ops/cases';
import type { AnyOp } from '../../../src/ops/registry';

/** One graph of one node, possibly inside concatenations. */
export interface KernelCase extends CaseInput {
  /** The op under test and its attributes. */
  readonly node: AnyOp;
  /** Channels before and after the node's input in a wider buffer; null where the input has its own. */
  readonly inputInside: readonly [number, number] | null;
  /** The same for the node's output. */
  readonly outputInside: readonly [number, number] | null;
  /** Which of a value's neighbours in a wider buffer is there before the node computes; the other comes behind it. */
  readonly early: 'left' | 'right';
  /** What all numbers of the data are multiplied by: they lie within ±2 by themselves. */
  readonly reach: number;
}

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
