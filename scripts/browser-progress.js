// A reporter of Playwright's that says now and then how far the tests are, and how long they still take.
import { basename } from 'node:path';
import { say } from './steps.js';
import { readTimes, TimeLeft } from './time-left.js';

/** Between two lines, ms. */
const EVERY_MS = 15_000;

export default class BrowserProgress {
  /** @type {TimeLeft | null} */
  #left = null;
  #total = 0;
  #ended = 0;
  #told = 0;

  /** @param {unknown} _config @param {import('@playwright/test/reporter').Suite} suite */
  onBegin(_config, suite) {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const { location } of suite.allTests()) {
      const file = fileOf(location.file);
      counts.set(file, (counts.get(file) ?? 0) + 1);
      this.#total++;
    }
    this.#left = new TimeLeft(readTimes(), counts);
    this.#told = performance.now();
  }

  /** @param {import('@playwright/test/reporter').TestCase} test */
  onTestEnd({ location }) {
    this.#left?.end(fileOf(location.file));
    this.#ended++;
    if (performance.now() - this.#told < EVERY_MS) return;
    this.#told = performance.now();
    say(`… ${this.#ended} of ${this.#total} browser tests, ${this.#left?.words}`);
  }
}

/** As the table has it. @param {string} path */
function fileOf(path) {
  return `e2e/${basename(path)}`;
}
