// A reporter of Playwright's that says now and then how far the tests are, and how long they still take.
import { basename } from 'node:path';
import { Progress } from './progress.js';

export default class BrowserProgress {
  /** @type {Progress | null} */
  #progress = null;

  /** @param {unknown} _config @param {import('@playwright/test/reporter').Suite} suite */
  onBegin(_config, suite) {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const { location } of suite.allTests()) {
      const file = fileOf(location.file);
      counts.set(file, (counts.get(file) ?? 0) + 1);
    }
    this.#progress = new Progress('browser tests', counts);
  }

  /** @param {import('@playwright/test/reporter').TestCase} test */
  onTestEnd({ location }) {
    this.#progress?.end(fileOf(location.file));
  }
}

/** As the table has it. @param {string} path */
function fileOf(path) {
  return `e2e/${basename(path)}`;
}
