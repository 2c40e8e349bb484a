// What the command and the benchmark page make of times.

/** A choice that costs no more than this beside the best one is as good: machines are not steadier. */
export const AS_GOOD = 1.05;

/** Work of so many multiply-adds in so many milliseconds, in GFLOP/s; 0 where no time was seen to pass. */
export function gflopsOf(macs: number, durationMs: number): number {
  return durationMs > 0 ? (2 * macs) / durationMs / 1e6 : 0;
}
