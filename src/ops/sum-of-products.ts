// Sums of products: what convolutions, matrix products and averages are made of. Who calls such an op may also say how the
// terms are added up, as the bounds do, which look at each term.
import type { TensorData } from '../tensor/tensor';

/** Where the factors of an element's terms lie: at every tap, `length` neighbours in x and as many in w. */
export interface Terms {
  readonly x: TensorData;
  readonly w: TensorData;
  readonly length: number;
  /** First factors of the taps, counted from `xFrom` and `wFrom`; only the first `taps` numbers count. */
  readonly xAt: Int32Array;
  readonly wAt: Int32Array;
  taps: number;
  xFrom: number;
  wFrom: number;
}

/** (first + Σ x · w) / divisor; called once for each element of the output, in their order. */
export type Summation = (first: number, terms: Terms, divisor: number) => number;

/** Adds in double precision, tap by tap. */
export const sumInDouble: Summation = (
  first,
  { x, w, length, xAt, wAt, taps, xFrom, wFrom },
  divisor,
): number => {
  let sum = 0;
  for (let tap = 0; tap < taps; tap++) {
    const a = xFrom + (xAt[tap] as number);
    const b = wFrom + (wAt[tap] as number);
    for (let i = 0; i < length; i++) sum += (x[a + i] as number) * (w[b + i] as number);
  }
  return (first + sum) / divisor;
};

/** Terms of at most so many taps; none yet. */
export function noTerms(x: TensorData, w: TensorData, length: number, mostTaps: number): Terms {
  const [xAt, wAt] = [new Int32Array(mostTaps), new Int32Array(mostTaps)];
  return { x, w, length, xAt, wAt, taps: 0, xFrom: 0, wFrom: 0 };
}

/** Terms of one tap, at the beginning of both. */
export function oneTap(x: TensorData, w: TensorData, length: number): Terms {
  return { ...noTerms(x, w, length, 1), taps: 1 };
}

/** Adds a tap. */
export function addTap(terms: Terms, xAt: number, wAt: number): void {
  terms.xAt[terms.taps] = xAt;
  terms.wAt[terms.taps] = wAt;
  terms.taps++;
}
