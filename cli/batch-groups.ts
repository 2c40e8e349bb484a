// Runs of one model on feeds of several batch sizes.
import type { Feed } from './feeds';
import type { PageTensor } from './page-session';

/** The outputs of one run. */
export interface TensorRun {
  readonly outputs: readonly PageTensor[];
  readonly durationMs: number;
}

/** Loads the model once for each batch size, not once for each feed; keeps the order of runs. */
export async function inBatchGroups(
  feeds: readonly Feed[],
  load: (batch: number) => Promise<(feed: Feed) => Promise<TensorRun>>,
): Promise<readonly TensorRun[]> {
  const runs: TensorRun[] = [];
  for (const batch of new Set(feeds.map((feed) => feed.batch))) {
    const run = await load(batch);
    for (const [index, feed] of feeds.entries()) {
      if (feed.batch === batch) runs[index] = await run(feed);
    }
  }
  return runs;
}
