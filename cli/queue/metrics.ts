// Metrics for Prometheus: of a worker, and of the queue with its collector.
import type { Counter, Histogram, Registry } from 'prom-client';
import type { Collected } from './collector';
import type { BatchEnd, Stage, WorkerObserver } from './observers';
import { importPromClient } from './peers';
import type { PictureQueue } from './picture-queue';
import { isSetAside, type PictureRecord } from './records';

/** Seconds: a file in memory takes less than the first, a slow server as long as the last. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** A worker's metrics, and those of its process. */
export class WorkerMetrics implements WorkerObserver {
  readonly registry: Registry;
  readonly #stages: Histogram<'stage'>;
  readonly #pictures: Counter<'outcome'>;
  readonly #batches: Counter<'end'>;

  private constructor({ Registry, Histogram, Counter, collectDefaultMetrics }: PromClient) {
    this.registry = new Registry();
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#stages = new Histogram({
      name: 'kindling_stage_seconds',
      help: 'Time that a picture takes in a stage: fetch, decode, classify',
      labelNames: ['stage'],
      buckets: BUCKETS,
      registers,
    });
    this.#pictures = new Counter({
      name: 'kindling_pictures_total',
      help: 'Pictures that this worker has answered or set aside',
      labelNames: ['outcome'],
      registers,
    });
    this.#batches = new Counter({
      name: 'kindling_batches_total',
      help: 'Jobs that this worker has done, split, or given back to be tried again',
      labelNames: ['end'],
      registers,
    });
  }

  /** @throws MissingPackageError without `prom-client` */
  static async create(): Promise<WorkerMetrics> {
    return new WorkerMetrics(await importPromClient());
  }

  onStage(stage: Stage, milliseconds: number): void {
    this.#stages.observe({ stage }, milliseconds / 1000);
  }

  onBatch(end: BatchEnd, records: readonly PictureRecord[]): void {
    this.#batches.inc({ end });
    const aside = records.filter(isSetAside).length;
    this.#pictures.inc({ outcome: 'set-aside' }, aside);
    this.#pictures.inc({ outcome: 'answered' }, records.length - aside);
  }
}

type PromClient = typeof import('prom-client');

/** Metrics of the queue, which are asked for when Prometheus asks, and of its collector. @throws MissingPackageError */
export async function queueMetrics(
  queue: PictureQueue,
  collected: () => Collected,
): Promise<Registry> {
  const { Registry, Gauge, Counter, collectDefaultMetrics } = await importPromClient();
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'kindling_queue_batches',
    help: 'Jobs by state',
    labelNames: ['state'],
    registers,
    async collect() {
      const counts = await queue.counts();
      for (const [state, count] of Object.entries(counts)) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'kindling_queue_oldest_wait_seconds',
    help: 'How long the oldest waiting job has waited; 0 where none waits',
    registers,
    async collect() {
      this.set(((await queue.oldestWaitMs()) ?? 0) / 1000);
    },
  });
  new Counter({
    name: 'kindling_records_total',
    help: 'Records that this collector has written, or had already',
    labelNames: ['outcome'],
    registers,
    collect() {
      const { answered, setAside, repeated } = collected();
      this.reset();
      this.inc({ outcome: 'answered' }, answered);
      this.inc({ outcome: 'set-aside' }, setAside);
      this.inc({ outcome: 'repeated' }, repeated);
    },
  });
  return registry;
}
