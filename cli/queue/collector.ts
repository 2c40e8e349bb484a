// The one process that writes: takes what workers have left in finished jobs, writes each record once, and only then removes
// the jobs. Whatever ends it in between, the next one finds jobs and files as they were, and what was written already again.
import { setTimeout as wait } from 'node:timers/promises';
import { printNote } from '../output';
import { setAside } from './batch';
import { type BatchJob, isBatch } from './jobs';
import { Lease } from './lease';
import type { PictureQueue } from './picture-queue';
import { isSetAside, type PictureRecord, recordKey } from './records';
import type { SeenKeys } from './seen-keys';
import type { Sink } from './sink';

/** What a collector has done since it started. */
export interface Collected {
  readonly answered: number;
  readonly setAside: number;
  /** Records that were there already: of a job done twice, or of pictures that were asked for again. */
  readonly repeated: number;
}

/** Jobs that are taken in one go. */
const MOST_JOBS = 64;
const PAUSE_MS = 250;

/** Moves records from a queue into sinks. */
export class Collector {
  readonly #queue: PictureQueue;
  /** The last one is what `seen` was read from, so that it has a record last. */
  readonly #sinks: readonly Sink[];
  readonly #seen: SeenKeys;
  #collected: Collected = { answered: 0, setAside: 0, repeated: 0 };

  constructor(queue: PictureQueue, sinks: readonly Sink[], seen: SeenKeys) {
    this.#queue = queue;
    this.#sinks = sinks;
    this.#seen = seen;
  }

  get collected(): Collected {
    return this.#collected;
  }

  /**
   * Collects until the signal aborts, or, where that is asked for, until nothing is left to be done.
   * @throws what a sink throws
   */
  async run(
    signal: AbortSignal,
    { untilDone }: { readonly untilDone: boolean },
    onProgress: (collected: Collected) => void = () => undefined,
  ): Promise<void> {
    const lease = await Lease.take(this.#queue, signal);
    try {
      while (!signal.aborted) {
        const jobs = (await lease.hold()) ? await this.#finishedJobs() : [];
        if (jobs.length > 0) {
          await this.#collect(jobs);
          onProgress(this.#collected);
        } else if (untilDone && (await this.#isDone())) {
          return;
        } else {
          await wait(PAUSE_MS, undefined, { signal }).catch(() => undefined);
        }
      }
    } finally {
      await lease.giveBack();
    }
  }

  async #finishedJobs(): Promise<BatchJob[]> {
    const { jobs } = this.#queue;
    return [
      ...(await jobs.getJobs(['completed'], 0, MOST_JOBS - 1, true)),
      ...(await jobs.getJobs(['failed'], 0, MOST_JOBS - 1, true)),
    ];
  }

  async #collect(jobs: readonly BatchJob[]): Promise<void> {
    const records = jobs.flatMap(recordsOf);
    const fresh = records.filter((record) => this.#seen.add(recordKey(record)));
    for (const sink of this.#sinks) await sink.write(fresh);
    const aside = fresh.filter(isSetAside).length;
    const { answered, setAside, repeated } = this.#collected;
    this.#collected = {
      answered: answered + fresh.length - aside,
      setAside: setAside + aside,
      repeated: repeated + records.length - fresh.length,
    };
    await Promise.all(jobs.map(({ id = '' }) => this.#queue.jobs.remove(id)));
    await this.#queue.countCollected({ answered: fresh.length - aside, setAside: aside });
  }

  async #isDone(): Promise<boolean> {
    const counts = await this.#queue.counts();
    const jobs = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return jobs === 0 && !(await this.#queue.isBeingFilled());
  }
}

/** What a job left; of one that BullMQ gave up, why each of its pictures has no answer. */
function recordsOf({ id, data, returnvalue, failedReason }: BatchJob): readonly PictureRecord[] {
  if (returnvalue) return returnvalue.records;
  if (!isBatch(data)) {
    printNote(`Job ${id} is removed: ${failedReason}`);
    return [];
  }
  const error = Object.assign(new Error(failedReason), { code: 'job-failed' });
  return [...data.records, ...data.addresses.map((address) => setAside('', address, error))];
}
