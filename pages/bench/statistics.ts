// Statistics of repeated measurements, as the library gives them for inferences.
import type { TimingResult } from './results';

/** Median, and the tenth and ninetieth of a hundred. @throws RangeError for no numbers */
export function timingOf(durationsMs: readonly number[]): TimingResult {
  return {
    median: quantile(durationsMs, 0.5),
    p10: quantile(durationsMs, 0.1),
    p90: quantile(durationsMs, 0.9),
  };
}

/** Interpolated between neighbours. */
function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = q * (sorted.length - 1);
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new RangeError('Nothing was measured.');
  return below + (above - below) * (position - Math.floor(position));
}
