// How many pictures had better be computed together: measured on pictures that have to be computed anyway.

/** What was measured of batches of one size. */
export interface BatchRate {
  readonly batch: number;
  readonly picturesPerSecond: number;
}

/** What measuring came to. */
export interface BatchMeasurement {
  /** Pictures that are computed together from now on. */
  readonly batch: number;
  /** From one picture on, each size twice the last. */
  readonly rates: readonly BatchRate[];
  /** Why no larger batch was tried; null where the last one gained nothing, or no larger one was allowed. */
  readonly reason: string | null;
}

/** A larger batch has to gain so much: it takes memory, and its answers come later. */
const LEAST_GAIN = 1.05;
/** Batches whose time counts, at least. */
const LEAST_BATCHES = 4;
/** Clocks of browsers, and the ways of answers to the page, are not finer than some milliseconds. */
const LEAST_MS = 200;

/** Sizes, one after the other, each twice the last, as long as they gain. It has no clock of its own. */
export class BatchSize {
  readonly #most: number;
  readonly #rates: BatchRate[] = [];
  #size = 1;
  /** What is measured: larger than `#size` while a larger one is tried. */
  #trial = 1;
  #wanted: number | null = null;
  #result: BatchMeasurement | null = null;
  /** Since when there has been work all the time, and what was done in it. */
  #busy: { readonly sinceMs: number; batches: number; pictures: number } | null = null;

  /** @param most the largest that may be tried */
  constructor(most: number) {
    this.#most = most;
  }

  /** Pictures that are to be taken together. */
  get size(): number {
    return this.#wanted === null ? this.#trial : this.#size;
  }

  /** The size that has to be made ready before it can be measured; null for none. Meanwhile `size` goes on. */
  get wanted(): number | null {
    return this.#wanted;
  }

  /** What it came to; null as long as it goes on. */
  get result(): BatchMeasurement | null {
    return this.#result;
  }

  /**
   * Told of each batch that ends.
   * @param isBusy whether another whole batch was under way then: only between two such moments time is that of computing
   */
  ended(pictures: number, nowMs: number, isBusy: boolean): void {
    if (this.#result || this.#wanted !== null) return;
    const busy = this.#busy;
    if (busy && pictures === this.#trial) {
      busy.batches++;
      busy.pictures += pictures;
      const elapsedMs = nowMs - busy.sinceMs;
      if (busy.batches >= LEAST_BATCHES && elapsedMs >= LEAST_MS) {
        this.#judge((1000 * busy.pictures) / elapsedMs);
        return;
      }
    }
    if (!isBusy || pictures !== this.#trial) this.#busy = null;
    else this.#busy ??= { sinceMs: nowMs, batches: 0, pictures: 0 };
  }

  /** The wanted size can be computed. */
  ready(): void {
    this.#trial = this.#wanted ?? this.#size;
    this.#wanted = null;
  }

  /** The wanted size cannot be had. */
  refused(reason: string): void {
    this.#settle(reason);
  }

  #judge(picturesPerSecond: number): void {
    const best = this.#rates.at(-1)?.picturesPerSecond ?? 0;
    this.#rates.push({ batch: this.#trial, picturesPerSecond });
    this.#busy = null;
    const gains = picturesPerSecond >= LEAST_GAIN * best;
    if (gains) this.#size = this.#trial;
    if (gains && 2 * this.#size <= this.#most) this.#wanted = 2 * this.#size;
    else this.#settle(null);
  }

  #settle(reason: string | null): void {
    this.#trial = this.#size;
    this.#wanted = null;
    this.#result = { batch: this.#size, rates: [...this.#rates], reason };
  }
}
