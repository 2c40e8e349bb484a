// How far two results are apart, and whether they rank alike.

/** The largest absolute difference; NaN where lengths differ or a number is missing. */
export function largestDifference(got: Float32Array | undefined, want: Float32Array): number {
  if (got?.length !== want.length) return Number.NaN;
  return want.reduce((worst, value, i) => {
    const difference = Math.abs(value - (got[i] ?? Number.NaN));
    return difference <= worst ? worst : difference;
  }, 0);
}

/** Where the largest of some numbers is first; −1 where one of them is none. */
export function largestIndex(values: ArrayLike<number>): number {
  const all = Array.from(values);
  return all.indexOf(Math.max(...all));
}
