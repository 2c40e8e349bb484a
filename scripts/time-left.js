// How long a run of tests still takes, by what their files took before: `bench/test-times.tsv`, which `npm run test:times` keeps.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './steps.js';

/** Where the table lies, below the project's root. */
export const TIMES = 'bench/test-times.tsv';

/** Seconds of a file that the table does not have. */
const UNKNOWN = 2;

/** @returns {Map<string, number>} Seconds by file. */
export function readTimes() {
  const path = join(root, TIMES);
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').slice(1) : [];
  return new Map(
    lines.map((line) => {
      const [file = '', seconds = ''] = line.split('\t');
      return [file, Number(seconds)];
    }),
  );
}

/** Weighs tests by the table; how fast this machine is, and how many run at once, shows as they end. */
export class TimeLeft {
  #start = performance.now();
  #done = 0;
  #total = 0;
  /** @type {Map<string, number>} Seconds of a test of a file. */
  #costs = new Map();

  /**
   * @param {ReadonlyMap<string, number>} times Seconds by file.
   * @param {ReadonlyMap<string, number>} counts Tests by file.
   */
  constructor(times, counts) {
    for (const [file, count] of counts) {
      const seconds = times.get(file) ?? UNKNOWN;
      this.#costs.set(file, seconds / Math.max(count, 1));
      this.#total += seconds;
    }
  }

  /** A test of a file has ended. @param {string} file */
  end(file) {
    this.#done += this.#costs.get(file) ?? 0;
  }

  /** In words, such as `about 3 min left`; empty before anything is known. */
  get words() {
    const elapsed = (performance.now() - this.#start) / 1000;
    if (this.#done === 0 || elapsed < 5) return '';
    const seconds = (elapsed * (this.#total - this.#done)) / this.#done;
    return seconds < 90
      ? `about ${Math.max(10, 10 * Math.round(seconds / 10))} s left`
      : `about ${Math.round(seconds / 60)} min left`;
  }
}
