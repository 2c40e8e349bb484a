// A worker of BullMQ: takes jobs, has them done, and goes in peace. Jobs of workers that vanished come back to the others.
import type { Worker } from 'bullmq';
import type { BatchTools } from './batch';
import type { BatchData, BatchJob, BatchResult, JOB_NAME } from './jobs';
import type { WorkerObserver } from './observers';
import { importBullmq } from './peers';
import { KEY_PREFIX, type PictureQueue } from './picture-queue';
import { processBatch } from './process-batch';

/** How a worker takes jobs. */
export interface WorkerSettings {
  readonly name: string;
  /** Jobs at once. */
  readonly concurrency: number;
  /** Jobs a second that all workers of the queue begin together; null without a limit. */
  readonly rate: number | null;
  /** A worker that has not been heard of for so long has vanished, and others take its jobs over. */
  readonly stalledMs: number;
}

/** Errors after which nothing more is computed in this process: it has to be started again. */
const FATAL_CODES = ['device-lost', 'gpu-failure'];

/** A worker at work. */
export class PictureWorker {
  /** Rejects when it can compute no more. */
  readonly broken: Promise<never>;
  readonly #worker: Worker<BatchData, BatchResult, typeof JOB_NAME>;

  private constructor(
    worker: Worker<BatchData, BatchResult, typeof JOB_NAME>,
    broken: Promise<never>,
  ) {
    this.#worker = worker;
    this.broken = broken;
  }

  /** Starts to take jobs. @throws MissingPackageError */
  static async start(
    queue: PictureQueue,
    tools: Omit<BatchTools, 'onStage'>,
    settings: WorkerSettings,
    observers: readonly WorkerObserver[],
  ): Promise<PictureWorker> {
    const { Worker } = await importBullmq();
    const { name, concurrency, rate, stalledMs } = settings;
    let breakDown: (error: unknown) => void = () => undefined;
    const broken = new Promise<never>((_resolve, reject) => {
      breakDown = reject;
    });
    broken.catch(() => undefined);
    const batchTools: BatchTools = {
      ...tools,
      onStage: (stage, milliseconds) => {
        for (const observer of observers) observer.onStage(stage, milliseconds);
      },
    };
    const perform = async (job: BatchJob): Promise<BatchResult> => {
      try {
        const result = await processBatch(job, batchTools, (batches) => queue.add(batches));
        const end = result.splitInto > 0 ? 'split' : 'done';
        for (const observer of observers) observer.onBatch(end, result.records);
        return result;
      } catch (error) {
        for (const observer of observers) observer.onBatch('retried', []);
        if (FATAL_CODES.includes(codeOf(error))) breakDown(error);
        throw error;
      }
    };
    const worker = new Worker<BatchData, BatchResult, typeof JOB_NAME>(queue.name, perform, {
      connection: queue.redis,
      prefix: KEY_PREFIX,
      ...{ name, concurrency },
      lockDuration: stalledMs,
      stalledInterval: stalledMs,
      // How often is too often, processBatch decides: it divides such jobs.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      ...(rate === null ? {} : { limiter: { max: rate, duration: 1000 } }),
    });
    // Connections have notes of their own; a job that was taken over by others is written once all the same.
    worker.on('error', () => undefined);
    // One that is closed before it has its connection may wait for ever.
    await worker.waitUntilReady().catch((error: unknown) => {
      worker.close(true).catch(() => undefined);
      throw error;
    });
    return new PictureWorker(worker, broken);
  }

  /** Takes no more jobs; resolves once those under way are done. */
  close(): Promise<void> {
    return this.#worker.close();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
