// Statistics of repeated measurements: machines are noisy, so medians and quantiles rather than means.

/** The q-quantile (0…1) of some numbers, interpolated between neighbours; NaN for none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = q * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** The middle value; NaN for none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Milliseconds over repeated runs. */
export interface Timing {
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
}

/** Median and quantiles of milliseconds; NaN for none. */
export function timingOf(durationsMs: readonly number[]): Timing {
  return {
    median: median(durationsMs),
    p10: quantile(durationsMs, 0.1),
    p90: quantile(durationsMs, 0.9),
  };
}
