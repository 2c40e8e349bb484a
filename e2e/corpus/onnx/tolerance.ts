// How far an answer of the op suite may be from ONNX Runtime's, and why.
import type { OpCase } from './op-case';

/** Ops that move numbers, choose among them or leave them alone: nothing is rounded. */
const MOVES: readonly string[] = [
  ...['Cast', 'Clip', 'Concat', 'Constant', 'ConstantOfShape', 'Dropout', 'Expand', 'Flatten'],
  ...['Gather', 'GlobalMaxPool', 'Identity', 'MaxPool', 'Pad', 'Range', 'ReduceMax', 'Relu'],
  ...['Reshape', 'Shape', 'Size', 'Slice', 'Split', 'Squeeze', 'Transpose', 'Unsqueeze'],
];
/** Ops that add, or add products: of the suite's short numbers they are exact, while only one of them comes. */
const SUMS: readonly string[] = ['Add', 'Conv', 'MatMul', 'Mul', 'Sub', 'Sum'];
/**
 * What everything else may be off, in units in the last place (ULP) of the largest number of the answer, at least of 1:
 * a case has up to eight nodes that round, half a unit each on either side, and sums of at most 140 rounded terms, whose
 * errors of either sign grow by the root of their number; WGSL allows 2.5 for a quotient and 3 + 2·|x| for exp, of which
 * sigmoid, tanh and softmax are made, and x is below 8. A wrong number is off by a step of 1/32 or so, 10⁴ times this.
 */
const ULPS = 32;

/** The largest difference from `want` that is no error; 0 where all of a case is exact. */
export function toleranceOf({ nodes }: OpCase, want: ArrayLike<number>): number {
  const computing = nodes.filter(({ op }) => !MOVES.includes(op));
  const isExact = computing.length <= 1 && computing.every(({ op }) => SUMS.includes(op));
  if (isExact) return 0;
  let largest = 1;
  for (let i = 0; i < want.length; i++) {
    const magnitude = Math.abs(want[i] ?? 0);
    if (Number.isFinite(magnitude)) largest = Math.max(largest, magnitude);
  }
  return ULPS * 2 ** -23 * largest;
}

/** `y0 [12]: got 1, want 2`, for the first element that is too far off; null where there is none. */
export function firstDifference(
  name: string,
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  tolerance: number,
): string | null {
  if (got.length !== want.length) return `${name}: got ${got.length} numbers, want ${want.length}`;
  for (let i = 0; i < want.length; i++) {
    // Infinities are equal, though their difference is no number.
    if (got[i] === want[i]) continue;
    const difference = Math.abs((got[i] ?? Number.NaN) - (want[i] ?? Number.NaN));
    if (!(difference <= tolerance)) {
      return `${name} [${i}]: got ${got[i]}, want ${want[i]}, off by at most ${tolerance}`;
    }
  }
  return null;
}
