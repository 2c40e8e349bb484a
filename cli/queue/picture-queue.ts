// The queue as all four commands see it: BullMQ's, and the keys beside it that are ours.
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { StrictArguments } from '../arguments';
import { UsageError } from '../failures';
import type { Environment } from '../weight-sources';
import { connectRedis } from './connection';
import type { BatchData, BatchResult, JOB_NAME, NewBatch } from './jobs';
import { importBullmq } from './peers';

/** The `--queue` option. */
export const QUEUE_OPTION = {
  type: 'string',
  default: 'kindling',
  description:
    'Name of the queue; Redis is at KINDLING_REDIS_URL, by default redis://127.0.0.1:6379',
  valueHint: 'name',
} as const;

/** What keys of all queues begin with, BullMQ's own word. */
export const KEY_PREFIX = 'bull';

/** Jobs in the states that they may have. */
export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  /** They are tried again after a while. */
  readonly delayed: number;
  /** Done, and not yet collected. */
  readonly done: number;
  /** Those that BullMQ gave up; the collector sets their pictures aside. */
  readonly failed: number;
}

/** Records that were written. */
interface CollectedTotals {
  readonly answered: number;
  readonly setAside: number;
}

/** Who adds jobs says so again within this time. */
const FILLING_MS = 10_000;

/** A queue that is open. */
export class PictureQueue {
  readonly name: string;
  readonly redis: Redis;
  readonly jobs: Queue<BatchData, BatchResult, typeof JOB_NAME>;

  private constructor(
    name: string,
    redis: Redis,
    jobs: Queue<BatchData, BatchResult, typeof JOB_NAME>,
  ) {
    this.name = name;
    this.redis = redis;
    this.jobs = jobs;
  }

  /** @throws MissingPackageError; QueueConnectionError where Redis does not answer; the signal's reason */
  static async open(
    name: string,
    environment: Environment,
    signal: AbortSignal,
  ): Promise<PictureQueue> {
    const { Queue } = await importBullmq();
    const redis = await connectRedis(environment, signal);
    const jobs = new Queue<BatchData, BatchResult, typeof JOB_NAME>(name, {
      connection: redis,
      prefix: KEY_PREFIX,
    });
    // The connection's own notes say it already.
    jobs.on('error', () => undefined);
    return new PictureQueue(name, redis, jobs);
  }

  /** A key of ours beside BullMQ's. */
  key(what: string): string {
    return `${KEY_PREFIX}:${this.name}:kindling:${what}`;
  }

  /** Adds jobs; those that are there already stay as they are. */
  async add(batches: readonly NewBatch[]): Promise<void> {
    await this.jobs.addBulk([...batches]);
  }

  async counts(): Promise<QueueCounts> {
    const states = ['wait', 'active', 'delayed', 'completed', 'failed'] as const;
    const counts = await this.jobs.getJobCounts(...states);
    const of = (state: (typeof states)[number]) => counts[state] ?? 0;
    return {
      waiting: of('wait'),
      ...{ active: of('active'), delayed: of('delayed') },
      ...{ done: of('completed'), failed: of('failed') },
    };
  }

  /** Milliseconds that the oldest waiting job has waited; null where none waits. */
  async oldestWaitMs(): Promise<number | null> {
    const [oldest] = await this.jobs.getJobs(['wait'], 0, 0, true);
    return oldest ? Date.now() - oldest.timestamp : null;
  }

  /** Adds to what collectors have written of this queue, ever. */
  async countCollected({ answered, setAside }: CollectedTotals): Promise<void> {
    const key = this.key('collected');
    await this.redis
      .multi()
      .hincrby(key, 'answered', answered)
      .hincrby(key, 'setAside', setAside)
      .exec();
  }

  /** What collectors have written of this queue, ever. */
  async collectedTotals(): Promise<CollectedTotals> {
    const { answered, setAside } = await this.redis.hgetall(this.key('collected'));
    return { answered: Number(answered ?? 0), setAside: Number(setAside ?? 0) };
  }

  /** Says that more jobs are about to come, so that nobody takes the queue for done; or that none are. */
  async sayBeingFilled(isIt: boolean): Promise<void> {
    if (isIt) await this.redis.set(this.key('filling'), '1', 'PX', FILLING_MS);
    else await this.redis.del(this.key('filling'));
  }

  /** Whether somebody adds jobs. */
  async isBeingFilled(): Promise<boolean> {
    return (await this.redis.exists(this.key('filling'))) === 1;
  }

  /** Where Redis is away, it is not waited for. */
  async close(): Promise<void> {
    if (this.redis.status === 'ready') await this.jobs.close();
    this.redis.disconnect();
  }
}

/** The value of `--queue`. @throws UsageError for a name that BullMQ refuses */
export function readQueueName(given: StrictArguments): string {
  const name = given.required('queue');
  if (/^[\w.-]{1,100}$/.test(name)) return name;
  throw new UsageError(
    `--queue is up to 100 letters, digits, dots, dashes and underscores; got "${name}".`,
  );
}
