// Statistics of repeated measurements, of which there must be one.
import { timingOf as timingOfAny } from '../../src/util/statistics';
import type { TimingResult } from './results';

/** Median, and the tenth and ninetieth of a hundred. @throws RangeError for no numbers */
export function timingOf(durationsMs: readonly number[]): TimingResult {
  if (durationsMs.length === 0) throw new RangeError('Nothing was measured.');
  return timingOfAny(durationsMs);
}
