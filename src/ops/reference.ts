// What an op's reference file gives: how the op is computed on the CPU, and how far a kernel's result may be from that.
import type { Shape, Tensor } from '../tensor/tensor';
import type { NumberFormat } from './number-format';
import type { InputTuple, SomeOp } from './op';
import type { Attributes } from './schema';
import type { Summation } from './sum-of-products';

/**
 * Computes an op from its inputs, straight from its formula: in double precision, rounded to float32 once. `sum` adds up the
 * terms of ops that are sums of products.
 */
export type Compute<O extends SomeOp> = (
  inputs: InputTuple<O['inputs'], Tensor>,
  attributes: Attributes<O['attributes']>,
  shapes: readonly [Shape, ...Shape[]],
  sum?: Summation,
) => Tensor[];

/** Numbers that an op is defined for, and tested with. */
export type Domain = 'all' | 'not zero' | 'positive';

/** One thing that a kernel rounds. Errors of several add up. */
export type RoundingPart = UlpRounding | SumRounding | WholeRounding;

/** So many ULP (units in the last place) before the activation. */
interface UlpRounding {
  readonly ulps: number;
  /**
   * The magnitude that ULPs are counted at: the result before its activation, the sum of the magnitudes of its terms, or these
   * numbers. Terms of both signs may cancel, and their rounding stays.
   */
  readonly of: 'result' | 'terms' | ArrayLike<number>;
  /** Whether numbers of few digits are rounded, too: where there is more than sums and products. */
  readonly evenShort?: boolean;
}

/** A sum of products: its terms and partial sums are looked at one by one, and errors of its input go through the weights. */
interface SumRounding {
  readonly isSum: true;
  /** Terms that are added up by themselves, and such sums that are again; without it all are added one by one. */
  readonly block?: number;
  readonly evenShort?: boolean;
}

/** Absolute errors of the whole op, which has no activation. */
interface WholeRounding {
  readonly errors: Float64Array;
}

/** What a rounding depends on. */
interface RoundingCall<O extends SomeOp> {
  readonly attributes: Attributes<O['attributes']>;
  readonly inputs: InputTuple<O['inputs'], Tensor>;
  readonly shapes: readonly [Shape, ...Shape[]];
  /** The first output by `compute`. */
  readonly expected: ArrayLike<number>;
  readonly format: NumberFormat;
}

/** What a kernel of an op rounds; nothing for what only moves, compares or copies. ULPs are told at the first part's magnitude. */
export type Rounding<O extends SomeOp> = (call: RoundingCall<O>) => readonly RoundingPart[];

/** Of ops that only move, compare or copy numbers. */
export const exact = (): readonly RoundingPart[] => [];
