// A reporter of vitest's that says now and then how far the unit tests are, and how long they still take.
import { relative } from 'node:path';
import { root, say } from './steps.js';
import { readTimes, TimeLeft } from './time-left.js';

/** Between two lines, ms. */
const EVERY_MS = 15_000;

export default class UnitProgress {
  /** @type {TimeLeft | null} */
  #left = null;
  #total = 0;
  #ended = 0;
  #told = performance.now();

  /** @param {readonly { readonly moduleId: string }[]} files */
  onTestRunStart(files) {
    this.#total = files.length;
    this.#left = new TimeLeft(
      readTimes(),
      new Map(files.map(({ moduleId }) => [relative(root, moduleId), 1])),
    );
  }

  /** @param {{ readonly moduleId: string }} file */
  onTestModuleEnd({ moduleId }) {
    this.#left?.end(relative(root, moduleId));
    this.#ended++;
    if (performance.now() - this.#told < EVERY_MS) return;
    this.#told = performance.now();
    say(`… ${this.#ended} of ${this.#total} files of unit tests, ${this.#left?.words}`);
  }
}
