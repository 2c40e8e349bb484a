// Says now and then how far a run of tests is, and how long it still takes.
import { say } from './steps.js';
import { readTimes, TimeLeft } from './time-left.js';

/** Between two lines, ms. */
const EVERY_MS = 15_000;

/** What reporters tell of tests that end. */
export class Progress {
  #what;
  #total;
  #left;
  #ended = 0;
  #told = performance.now();

  /** @param {string} what Such as `browser tests`. @param {ReadonlyMap<string, number>} counts Of them, by file. */
  constructor(what, counts) {
    this.#what = what;
    this.#total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    this.#left = new TimeLeft(readTimes(), counts);
  }

  /** One of a file has ended. @param {string} file */
  end(file) {
    this.#left.end(file);
    this.#ended++;
    if (performance.now() - this.#told < EVERY_MS) return;
    this.#told = performance.now();
    say(`… ${this.#ended} of ${this.#total} ${this.#what}, ${this.#left.words}`);
  }
}
