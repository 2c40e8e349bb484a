// Running a test program and counting what its report says, for the commands that end with a sum.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './steps.js';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {ReadonlyMap<string, number>} reasons Why tests were skipped, and how many of them.
 */

/** What a test says that is skipped where there is no adapter: e2e/require-adapter.ts. */
const NO_ADAPTER = 'This browser has no WebGPU adapter.';

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
  if (!existsSync(path)) {
    say(`test: ${program} left no ${report}; counted as one failure`);
    return { passed: 0, failed: 1, skipped: 0, reasons: new Map() };
  }
  const counts = count(JSON.parse(readFileSync(path, 'utf8')));
  if (ok || counts.failed > 0) return counts;
  say(`test: ${program} failed outside any test; counted as one failure`);
  return { ...counts, failed: 1 };
}

/** Of vitest. @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} report @returns {Counts} */
export function countUnit(report) {
  const skipped = report.numPendingTests + report.numTodoTests;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped,
    reasons: skipped > 0 ? new Map([['Their titles say why.', skipped]]) : new Map(),
  };
}

/**
 * Of Playwright.
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, suites: readonly ReportSuite[] }} report
 * @returns {Counts}
 */
export function countBrowser({ stats, suites }) {
  /** @type {Map<string, number>} */
  const reasons = new Map();
  for (const test of testsIn(suites)) {
    if (test.status !== 'skipped') continue;
    const { description = 'No reason is given.' } =
      test.annotations.find(({ type }) => type === 'skip') ?? {};
    reasons.set(description, (reasons.get(description) ?? 0) + 1);
  }
  // A test that needed a retry has failed once: a wrong answer now and then is a wrong answer.
  const failed = stats.unexpected + stats.flaky;
  return { passed: stats.expected, failed, skipped: stats.skipped, reasons };
}

/** @typedef {{ readonly status: string, readonly annotations: readonly { readonly type: string, readonly description?: string }[] }} ReportTest */
/** @typedef {{ readonly suites?: readonly ReportSuite[], readonly specs?: readonly { readonly tests: readonly ReportTest[] }[] }} ReportSuite */

/** @param {readonly ReportSuite[]} suites @returns {ReportTest[]} */
function testsIn(suites) {
  return suites.flatMap((suite) => [
    ...(suite.specs ?? []).flatMap(({ tests }) => tests),
    ...testsIn(suite.suites ?? []),
  ]);
}

/** What was not run, and why: a line each. @param {Counts[]} counts */
export function unrunLines(...counts) {
  const reasons = counts.flatMap((each) => [...each.reasons]);
  return reasons.map(
    ([reason, tests]) => `not run: ${tests} ${tests === 1 ? 'test' : 'tests'}. ${reason}`,
  );
}

/** The exit status: a run without the GPU's tests is no success. @param {Counts[]} counts */
export function statusOf(...counts) {
  return counts.some(({ failed, reasons }) => failed > 0 || reasons.has(NO_ADAPTER)) ? 1 : 0;
}

/** The line that a command ends with. @param {Counts[]} counts */
export function sumLine(...counts) {
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ name) =>
    counts.reduce((total, each) => total + each[name], 0);
  const skipped = sum('skipped');
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
