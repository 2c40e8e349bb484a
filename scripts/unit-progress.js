// A reporter of vitest's that says now and then how far the unit tests are, and how long they still take.
import { relative } from 'node:path';
import { Progress } from './progress.js';
import { root } from './steps.js';

export default class UnitProgress {
  /** @type {Progress | null} */
  #progress = null;

  /** @param {readonly { readonly moduleId: string }[]} files */
  onTestRunStart(files) {
    const counts = new Map(files.map(({ moduleId }) => [relative(root, moduleId), 1]));
    this.#progress = new Progress('files of unit tests', counts);
  }

  /** @param {{ readonly moduleId: string }} file */
  onTestModuleEnd({ moduleId }) {
    this.#progress?.end(relative(root, moduleId));
  }
}
