// How a run on many pictures went: counts, failures by their code, and the pace of each stage.
import type { BatchMeasurement } from '../../src/tools/index';
import { InputsFailedError } from '../failures';
import { counted, formatCount, formatRate, formatTable } from '../format';
import type { StageTime, Together } from '../page-session';
import type { PictureFailure } from './records';

/** Counts of a run. */
export class Tally {
  #answered = 0;
  /** Failures by code. */
  readonly #failed = new Map<string, number>();
  #last: { readonly image: string; readonly failure: PictureFailure } | null = null;
  /** Done by an earlier run, and how many of those failed. */
  readonly #before: { readonly size: number; readonly failed: number };
  readonly #start = performance.now();

  constructor(before: { readonly size: number; readonly failed: number } | null) {
    this.#before = before ?? { size: 0, failed: 0 };
  }

  /** Pictures that this run has dealt with. */
  get done(): number {
    return this.#answered + this.#failedNow;
  }

  get #failedNow(): number {
    return [...this.#failed.values()].reduce((sum, count) => sum + count, 0);
  }

  answered(): void {
    this.#answered++;
  }

  failed(image: string, failure: PictureFailure): void {
    this.#failed.set(failure.code, (this.#failed.get(failure.code) ?? 0) + 1);
    this.#last = { image, failure };
  }

  /** `1,000 pictures in 20.1 s: 49.8 a second`. */
  pace(): string {
    const seconds = (performance.now() - this.#start) / 1000;
    const before = this.#before.size === 0 ? '' : `, ${formatCount(this.#before.size)} were done`;
    return `${counted(this.done, 'picture')} in ${seconds.toFixed(1)} s: ${formatRate(this.done / seconds)} a second${before}`;
  }

  /** @throws InputsFailedError when a picture has failed, now or in the run that this one goes on with */
  check(): void {
    const failed = this.#failedNow + this.#before.failed;
    if (failed === 0) return;
    const all = this.done + this.#before.size;
    if (all === 1 && this.#last) {
      const { image, failure } = this.#last;
      throw new InputsFailedError(withName(image, failure.message));
    }
    const codes = [...this.#failed].map(([code, count]) => `${code} ${formatCount(count)}`);
    if (this.#before.failed > 0) codes.push(`earlier ${formatCount(this.#before.failed)}`);
    throw new InputsFailedError(
      `${formatCount(failed)} of ${formatCount(all)} pictures failed: ${codes.join(', ')}.`,
    );
  }
}

/** A message that says which picture it is about. */
export function withName(image: string, message: string): string {
  return message.includes(image) ? message : `"${image}": ${message}`;
}

/** What each stage would do a second if it never waited for another. */
export function describeStages(stages: readonly StageTime[]): string {
  const rows = stages.map(({ stage, pictures, busyMs }) => [
    `  ${stage}`,
    `${formatRate((1000 * pictures) / busyMs)} a second`,
    `${formatRate(busyMs / pictures)} ms each`,
  ]);
  return formatTable(rows, ['left', 'right', 'right']);
}

/** How many pictures were computed together, and what that rests on. */
export function describeBatches({ batch }: Together, measured: BatchMeasurement | null): string {
  if (!measured) return `batches: ${batch === 'auto' ? 'too few pictures to measure' : batch}`;
  const rates = measured.rates.map(
    ({ batch: size, picturesPerSecond }) => `${formatRate(picturesPerSecond)} by ${size}`,
  );
  const tried = rates.length > 0 ? ` (pictures a second: ${rates.join(', ')})` : '';
  const reason = measured.reason === null ? '' : ` No more: ${measured.reason}`;
  return `batches: ${measured.batch}${tried}.${reason}`;
}
