// `npm test`: sets everything up, runs the unit tests (Node) and the browser tests (WebGPU), and
// ends with one line that sums both.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setup } from './setup.js';
import { root, run, runMain, say } from './steps.js';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const unitReport = '.cache/vitest.json';
const browserReport = '.cache/playwright.json'; // also named in playwright.config.ts

runMain(() => {
  setup();
  const unit = runTests('vitest', unitArgs(), unitReport, countUnit);
  const browser = runTests('playwright', ['test'], browserReport, countBrowser);
  const passed = unit.passed + browser.passed;
  const failed = unit.failed + browser.failed;
  const skipped = unit.skipped + browser.skipped;
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 ? 1 : 0;
});

function unitArgs() {
  return ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`];
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} report JSON file that the runner writes.
 * @param {(report: any) => Counts} count
 * @returns {Counts}
 */
function runTests(program, args, report, count) {
  const path = join(root, report);
  rmSync(path, { force: true }); // never count an earlier run
  const { ok } = run(program, args);
  const counts = existsSync(path)
    ? count(JSON.parse(readFileSync(path, 'utf8')))
    : { passed: 0, failed: 0, skipped: 0 };
  if (!ok && counts.failed === 0) {
    say(`test: ${program} failed outside any test; counted as one failure`);
    counts.failed = 1;
  }
  return counts;
}

/** @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} report */
function countUnit(report) {
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped };
}

/** @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } }} report */
function countBrowser({ stats }) {
  // A test that needed a retry has failed once: a wrong answer now and then is a wrong answer.
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}
