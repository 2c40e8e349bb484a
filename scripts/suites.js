// The unit tests and the browser tests, whole or as a sample, all or a shard.
import { PROPERTY_SEED } from './property-seed.js';
import { run, say } from './steps.js';
import { countBrowser, countUnit, runTests } from './test-counts.js';

/** Reports of the runners, which `npm run test:times` reads. */
export const UNIT_REPORT = '.cache/vitest.json';
export const BROWSER_REPORT = '.cache/playwright.json'; // also named in playwright.config.ts
const PROPERTY_REPORT = '.cache/properties.json';

/**
 * @typedef {object} Extent
 * @property {boolean} whole Everything, or a sample.
 * @property {number} seed Which sample.
 * @property {string | null} shard Such as `2/12`; null for all.
 */

/** Runs both. @param {Extent} extent */
export function runSuites({ whole, seed, shard }) {
  say(`test: properties on the cases of seed ${PROPERTY_SEED}`);
  const env = { KINDLING_TESTS: whole ? 'all' : 'sample', KINDLING_SEED: String(seed) };
  const part = shard === null ? [] : [`--shard=${shard}`];
  const unitReporters = ['default', 'json', './scripts/unit-progress.js'];
  const unitArgs = [
    ...['run', `--outputFile.json=${UNIT_REPORT}`, ...part],
    ...unitReporters.map((name) => `--reporter=${name}`),
  ];
  const unit = runTests('vitest', unitArgs, UNIT_REPORT, countUnit, env);
  const browser = runTests('playwright', ['test', ...part], BROWSER_REPORT, countBrowser, env);
  return [unit, browser];
}

/** Runs the unit tests of properties on other cases than `npm test` does. @param {number} seed */
export function runProperties(seed) {
  const { output } = run('git', ['grep', '-l', 'fc.assert', '--', '*.test.ts'], { quiet: true });
  const files = output.split('\n').filter((file) => file !== '');
  const args = ['run', '--reporter=default', '--reporter=json'];
  const env = { KINDLING_PROPERTY_SEED: String(seed) };
  return runTests(
    'vitest',
    [...args, `--outputFile.json=${PROPERTY_REPORT}`, ...files],
    PROPERTY_REPORT,
    countUnit,
    env,
  );
}

/** A number that stands for the commit, so that each has another sample and all of its runs the same one. */
export function seedOfCommit() {
  const { ok, output } = run('git', ['rev-parse', '--short=6', 'HEAD'], { quiet: true });
  return ok ? Number.parseInt(output, 16) : 1;
}
