// How a queue stands: what waits, who works, how fast, and what failed.
import { counted, formatCount, formatRate, formatTable } from '../format';
import type { PictureQueue, QueueCounts } from './picture-queue';
import { type Presence, presentWorkers } from './presence';

/** What `kindling status` prints as JSON. */
export interface QueueStatus {
  readonly queue: string;
  /** Jobs by state. */
  readonly batches: QueueCounts;
  /** Pictures a second of all workers together, over the last minute. */
  readonly perSecond: number;
  /** Seconds that the oldest waiting job has waited; null where none waits. */
  readonly lagSeconds: number | null;
  /** Pictures that collectors have written. */
  readonly collected: { readonly answered: number; readonly setAside: number };
  readonly workers: readonly Presence[];
}

/** Asks Redis. */
export async function readStatus(queue: PictureQueue): Promise<QueueStatus> {
  const [batches, waitMs, collected, workers] = await Promise.all([
    queue.counts(),
    queue.oldestWaitMs(),
    queue.collectedTotals(),
    presentWorkers(queue),
  ]);
  return {
    queue: queue.name,
    batches,
    perSecond: workers.reduce((sum, { perSecond }) => sum + perSecond, 0),
    lagSeconds: waitMs === null ? null : waitMs / 1000,
    collected,
    workers,
  };
}

/** For people. */
export function describeStatus(status: QueueStatus): string {
  const { batches, lagSeconds, collected, workers, perSecond } = status;
  const facts = formatTable(
    [
      ['queue', status.queue],
      ['batches', batchWords(batches)],
      [
        'lag',
        lagSeconds === null
          ? 'nothing waits'
          : `${lagSeconds.toFixed(0)} s, the oldest waiting batch`,
      ],
      ['rate', `${formatRate(perSecond)} pictures/s by ${counted(workers.length, 'worker')}`],
      [
        'collected',
        `${formatCount(collected.answered)} answered, ${formatCount(collected.setAside)} set aside`,
      ],
    ],
    ['left', 'left'],
  );
  if (workers.length === 0) return facts;
  const rows = workers.map(({ name, model, adapter, answered, setAside, retried, perSecond }) => [
    name,
    model,
    adapter,
    `${formatRate(perSecond)}/s`,
    formatCount(answered),
    formatCount(setAside),
    formatCount(retried),
  ]);
  const heads = ['worker', 'model', 'adapter', 'rate', 'answered', 'set aside', 'retried'];
  const alignments = ['left', 'left', 'left', 'right', 'right', 'right', 'right'] as const;
  return `${facts}\n\n${formatTable([heads, ...rows], alignments)}`;
}

function batchWords({ waiting, active, delayed, done, failed }: QueueCounts): string {
  return [
    `${formatCount(waiting)} waiting`,
    `${formatCount(active)} active`,
    `${formatCount(delayed)} delayed`,
    `${formatCount(done)} to be collected`,
    `${formatCount(failed)} failed`,
  ].join(', ');
}
