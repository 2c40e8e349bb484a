// Running a test program and counting what its report says, for the commands that end with a sum.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './steps.js';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} report JSON file that the runner writes.
 * @param {(report: any) => Counts} count
 * @param {Record<string, string>} [env]
 * @returns {Counts}
 */
export function runTests(program, args, report, count, env = {}) {
  const path = join(root, report);
  rmSync(path, { force: true }); // never count an earlier run
  const { ok } = run(program, args, { env });
  const counts = existsSync(path)
    ? count(JSON.parse(readFileSync(path, 'utf8')))
    : { passed: 0, failed: 0, skipped: 0 };
  if (!ok && counts.failed === 0) {
    say(`test: ${program} failed outside any test; counted as one failure`);
    counts.failed = 1;
  }
  return counts;
}

/** Of vitest. @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} report */
export function countUnit(report) {
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped };
}

/** Of Playwright. @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } }} report */
export function countBrowser({ stats }) {
  // A test that needed a retry has failed once: a wrong answer now and then is a wrong answer.
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

/** The line that a command ends with. @param {Counts[]} counts */
export function sumLine(...counts) {
  const sum = (/** @type {keyof Counts} */ name) =>
    counts.reduce((total, each) => total + each[name], 0);
  const skipped = sum('skipped');
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
