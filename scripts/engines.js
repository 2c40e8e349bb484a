// The tests in engines that are not Chromium: Firefox, Deno and Bun, on Mesa's lavapipe.
import { join } from 'node:path';
import { findLavapipe } from './lavapipe.js';
import { root } from './steps.js';
import { countUnit, runTests } from './test-counts.js';

const REPORT = '.cache/engines.json';

/**
 * Runs the tests; set-up has to have installed the engines.
 * @param {number} seed Says which kernels are tried, and in which precision.
 * @param {readonly string[]} [only] Parts of names of files.
 */
export function runEngines(seed, only = []) {
  const args = ['run', '--config', 'e2e/engines/vitest.config.ts', ...only];
  const reporters = [
    '--reporter=verbose',
    '--reporter=json',
    `--outputFile.json=${join(root, REPORT)}`,
  ];
  return runTests('vitest', [...args, ...reporters], REPORT, countUnit, {
    KINDLING_SEED: String(seed),
    VK_ICD_FILENAMES: findLavapipe() ?? '',
    // Its loader complains where there is no folder for sockets, of which it needs none.
    XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR || '/tmp',
  });
}
