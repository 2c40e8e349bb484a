// Unit tests: in Node, without a GPU. Browser tests are Playwright's (playwright.config.ts).
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { PROPERTY_SEED } from './scripts/property-seed.js';

const include = [
  ...['src', 'cli', 'pages', 'scripts'].map((folder) => `${folder}/**/*.test.ts`),
  'e2e/lock/*.test.ts',
];

/** These replace modules, or need a process in which nothing was replaced. */
const APART = [
  'cli/commands/compare.test.ts',
  'src/index.test.ts',
  'src/runtime/fastest-host.test.ts',
  'src/tune/tuning-store.test.ts',
];

export default defineConfig({
  test: {
    environment: 'node',
    // Every core: by default one is left to a watcher, which on two cores is half of them.
    maxWorkers: availableParallelism(),
    // What reaches this hangs: other programs may use the machine, too.
    testTimeout: 300_000,
    setupFiles: ['src/util/properties.setup.ts', 'src/ops/all-ops.setup.ts'],
    env: { KINDLING_PROPERTY_SEED: process.env.KINDLING_PROPERTY_SEED ?? String(PROPERTY_SEED) },
    // Modules are loaded once for all files of a worker: that takes as long as most of the tests.
    projects: [
      {
        extends: true,
        test: { name: 'units', include, exclude: APART, isolate: false, pool: 'threads' },
      },
      { extends: true, test: { name: 'apart', include: APART } },
    ],
  },
});
