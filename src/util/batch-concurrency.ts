// How many pictures are on the way so that batches keep coming: the same for calls and commands.

/** The largest batch that is tried, unless the caller says otherwise: each of its pictures has its texture. */
export const MOST_BATCH = 16;

/** Four are computed at once, and as many decoded meanwhile. */
const LEAST = 8;

/** Pictures on the way for batches of that size: one batch is computed while another is decoded. */
export function concurrencyFor(batch: number | 'auto'): number {
  return Math.max(LEAST, 2 * (batch === 'auto' ? MOST_BATCH : batch));
}

/** The largest batch of so many pictures on the way. */
export function mostBatchOf(concurrency: number): number {
  return Math.max(1, Math.floor(concurrency / 2));
}
