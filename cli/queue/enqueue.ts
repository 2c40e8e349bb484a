// Addresses into jobs, as they come: neither all addresses nor all jobs are ever in memory.
import { type NewBatch, newBatch, type RetrySettings } from './jobs';
import type { PictureQueue } from './picture-queue';

/** What was put into a queue. */
export interface Enqueued {
  readonly pictures: number;
  readonly batches: number;
}

/** Jobs that are added in one go. */
const MOST_BATCHES = 50;

/** Adds jobs of `size` addresses each. Jobs that are there already, with the same addresses, stay as they are. @throws the signal's reason */
export async function enqueue(
  queue: PictureQueue,
  addresses: AsyncIterable<string>,
  { size, retry, signal }: { size: number; retry: RetrySettings; signal: AbortSignal },
): Promise<Enqueued> {
  let pictures = 0;
  let batches = 0;
  const waiting: NewBatch[] = [];
  const flush = async () => {
    signal.throwIfAborted();
    await queue.sayBeingFilled(true);
    await queue.add(waiting.splice(0));
  };
  let batch: string[] = [];
  const close = () => {
    if (batch.length === 0) return;
    waiting.push(newBatch(batch, retry));
    pictures += batch.length;
    batches += 1;
    batch = [];
  };
  try {
    for await (const address of addresses) {
      batch.push(address);
      if (batch.length === size) close();
      if (waiting.length === MOST_BATCHES) await flush();
    }
    close();
    await flush();
  } finally {
    await queue.sayBeingFilled(false);
  }
  return { pictures, batches };
}
