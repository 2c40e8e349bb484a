// A job of the queue: addresses of some pictures, and what came of those that are done.
import { createHash } from 'node:crypto';
import type { Job, JobsOptions } from 'bullmq';
import type { PictureRecord } from './records';

/** What a job is given. A retry gets what is still to be done, and what was done before. */
export interface BatchData {
  readonly addresses: readonly string[];
  readonly records: readonly PictureRecord[];
}

/** What a job leaves: a record for each picture, or smaller jobs in its place for those that have none. */
export interface BatchResult {
  readonly records: readonly PictureRecord[];
  readonly splitInto: number;
}

/** A job as BullMQ has it. */
export type BatchJob = Job<BatchData, BatchResult, typeof JOB_NAME>;

/** A job before it is in the queue. */
export interface NewBatch {
  readonly name: typeof JOB_NAME;
  readonly data: BatchData;
  readonly opts: JobsOptions & { readonly jobId: string };
}

/** BullMQ wants a name of each job. */
export const JOB_NAME = 'classify';

/** How often a batch is tried, and how long is waited before the second time; then twice as long each time. */
export interface RetrySettings {
  readonly attempts: number;
  readonly backoffMs: number;
}

/** What backs off together comes back together, unless half of the time is drawn. */
const JITTER = 0.5;

/**
 * A job for some addresses. Its name follows from them, so that who adds them twice, as after a broken connection, has one job.
 */
export function newBatch(
  addresses: readonly string[],
  { attempts, backoffMs }: RetrySettings,
  id = batchId(addresses),
): NewBatch {
  return {
    name: JOB_NAME,
    data: { addresses, records: [] },
    opts: {
      jobId: id,
      attempts,
      backoff: { type: 'exponential', delay: backoffMs, jitter: JITTER },
      // The collector removes a job once its records are written.
      removeOnComplete: false,
      removeOnFail: false,
    },
  };
}

/** A batch is divided by so many: of 64 pictures, the one that ends its worker is alone after two deaths more. */
const PARTS = 8;

/** Jobs for a part each of a batch that cannot be done as a whole. They are called the same whoever divides it. */
export function partsOf(
  id: string,
  addresses: readonly string[],
  retry: RetrySettings,
): NewBatch[] {
  const length = Math.ceil(addresses.length / PARTS);
  const count = Math.ceil(addresses.length / length);
  return Array.from({ length: count }, (_, index) =>
    newBatch(addresses.slice(index * length, (index + 1) * length), retry, `${id}.${index}`),
  );
}

/** How a job in the queue is retried. */
export function retryOf({ opts }: BatchJob): RetrySettings {
  const { attempts = 1, backoff } = opts;
  return { attempts, backoffMs: typeof backoff === 'object' ? (backoff.delay ?? 0) : 0 };
}

/** Whether a job holds what jobs of ours hold: others may have been put into the queue by hand. */
export function isBatch(data: unknown): data is BatchData {
  const { addresses, records } = Object(data) as Partial<BatchData>;
  return (
    Array.isArray(addresses) &&
    Array.isArray(records) &&
    addresses.every((address) => typeof address === 'string')
  );
}

/** BullMQ's names have no colons, and must not be whole numbers. */
function batchId(addresses: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(addresses)).digest('hex');
  return `b${hash.slice(0, 32)}`;
}
