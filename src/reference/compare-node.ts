// What a computed layer is off the reference: its largest errors, and the element that comes nearest to its bound or
// breaks it the most.

import { FLOAT32, type NumberFormat } from '../ops/number-format';
import type { Tensor } from '../tensor/tensor';
import { type Accuracy, accuracyOf } from './bounds';
import { evaluateOutputsOf, type NodeUnderTest } from './node-alone';

/** One element beside the reference. */
export interface ElementError {
  /** In row-major order, last axis fastest. */
  readonly index: number;
  readonly got: number;
  readonly want: number;
  /** |got − want|; Infinity where one is a number and the other is none. */
  readonly error: number;
  /** The largest error that is allowed there. */
  readonly bound: number;
}

/** All elements of a layer beside the reference. */
export interface Errors {
  readonly maxAbsError: number;
  /** The largest error in ULP, each of the magnitude that its bound counts at. */
  readonly maxUlpError: number;
  /** The element that uses most of its bound; null for a layer without elements. */
  readonly worst: ElementError | null;
  /** Whether every element is within its bound. */
  readonly isWithin: boolean;
}

/** Errors of nothing. */
export const NO_ERRORS: Errors = { maxAbsError: 0, maxUlpError: 0, worst: null, isWithin: true };

/** Computes the node again from its inputs, and holds what was computed elsewhere against it. */
export function compareNode(
  test: NodeUnderTest,
  computed: (name: string) => Tensor,
  format: NumberFormat = FLOAT32,
): Errors {
  const expected = evaluateOutputsOf(test);
  return test.node.outputs
    .map((name, position) => {
      const want = expected.get(name)?.data ?? [];
      // Other outputs are those of rankings, which are right or wrong.
      const accuracy = position === 0 ? accuracyOf(test, { expected: want, format }) : exact(want);
      return compareElements(computed(name).data, want, accuracy, format);
    })
    .reduce(joinErrors, NO_ERRORS);
}

/** Holds numbers against others, element by element. Numbers that are missing count as wrong. */
export function compareElements(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  { bounds, magnitudes }: Accuracy,
  format: NumberFormat = FLOAT32,
): Errors {
  let [maxAbsError, maxUlpError, largestShare] = [0, 0, -1];
  let worst: ElementError | null = null;
  for (let index = 0; index < want.length; index++) {
    const element = {
      index,
      got: got[index] ?? Number.NaN,
      want: want[index] ?? Number.NaN,
      bound: bounds[index] ?? 0,
    };
    const error = errorOf(element.got, element.want);
    maxAbsError = Math.max(maxAbsError, error);
    if (error > 0)
      maxUlpError = Math.max(maxUlpError, error / ulpAt(magnitudes[index] ?? 0, format));
    const share = shareOf(error, element.bound);
    if (share <= largestShare) continue;
    largestShare = share;
    worst = { ...element, error };
  }
  return { maxAbsError, maxUlpError, worst, isWithin: largestShare <= 1 };
}

/** The errors of both: of two outputs, or of two runs. */
export function joinErrors(a: Errors, b: Errors): Errors {
  const share = ({ worst }: Errors) => (worst ? shareOf(worst.error, worst.bound) : -1);
  return {
    maxAbsError: Math.max(a.maxAbsError, b.maxAbsError),
    maxUlpError: Math.max(a.maxUlpError, b.maxUlpError),
    worst: share(b) > share(a) ? b.worst : a.worst,
    isWithin: a.isWithin && b.isWithin,
  };
}

/** Distance between numbers of this magnitude and their neighbours. */
export function ulpAt(magnitude: number, { ulp, leastStep }: NumberFormat = FLOAT32): number {
  return Math.max(2 ** Math.floor(Math.log2(magnitude)) * ulp, leastStep);
}

/** How much of its bound an error uses; more than 1 breaks it. */
function shareOf(error: number, bound: number): number {
  if (error === 0) return 0;
  const share = error / bound;
  return Number.isNaN(share) ? Number.POSITIVE_INFINITY : share;
}

function errorOf(got: number, want: number): number {
  if (Object.is(got, want)) return 0;
  const error = Math.abs(got - want);
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}

function exact(want: ArrayLike<number>): Accuracy {
  return {
    bounds: new Float64Array(want.length),
    magnitudes: Float64Array.from(want, Math.abs),
  };
}
