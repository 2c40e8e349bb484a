// What is told of a worker's work: its tally, and its metrics where somebody asks for them.
import { isSetAside, type PictureRecord } from './records';

/** What takes time with a picture. */
export type Stage = 'fetch' | 'decode' | 'classify';

/** How the work on a job ended: for good, in smaller jobs, or for now. */
export type BatchEnd = 'done' | 'split' | 'retried';

/** Whoever wants to know what a worker does. */
export interface WorkerObserver {
  onStage(stage: Stage, milliseconds: number): void;
  onBatch(end: BatchEnd, records: readonly PictureRecord[]): void;
}

/** Milliseconds over which a rate is taken. */
const WINDOW_MS = 60_000;

/** Counts since the worker started, and its rate of late. */
export class WorkerTally implements WorkerObserver {
  readonly #start = performance.now();
  /** When batches ended within the window, and how many pictures each had. */
  #recent: { readonly at: number; readonly pictures: number }[] = [];
  answered = 0;
  setAside = 0;
  batches = 0;
  retried = 0;

  onStage(): void {}

  onBatch(end: BatchEnd, records: readonly PictureRecord[]): void {
    if (end === 'retried') this.retried += 1;
    else this.batches += 1;
    const aside = records.filter(isSetAside).length;
    this.setAside += aside;
    this.answered += records.length - aside;
    this.#recent.push({ at: performance.now(), pictures: records.length });
  }

  /** Pictures a second within the last minute. */
  perSecond(): number {
    const now = performance.now();
    this.#recent = this.#recent.filter(({ at }) => at > now - WINDOW_MS);
    const pictures = this.#recent.reduce((sum, batch) => sum + batch.pictures, 0);
    return (1000 * pictures) / Math.min(WINDOW_MS, Math.max(1, now - this.#start));
  }
}
