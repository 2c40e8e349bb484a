// Running a test program and counting what its report says, for the commands that end with a sum.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root, run, say } from './steps.js';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {ReadonlyMap<string, number>} reasons Why tests were skipped, and how many of them.
 * @property {readonly string[]} failures What failed, a line each: file and title.
 */

/** What a test says that is skipped where there is no adapter: e2e/support/require-adapter.ts. */
const NO_ADAPTER = 'This browser has no WebGPU adapter.';
/** Statuses of a test that Playwright counts as failed or, after a retry, as flaky. */
const FAILED = new Set(['unexpected', 'flaky']);

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
    const failures = [`${program} left no ${report}`];
    return { passed: 0, failed: 1, skipped: 0, reasons: new Map(), failures };
  }
  const counts = count(JSON.parse(readFileSync(path, 'utf8')));
  if (ok || counts.failed > 0) return counts;
  say(`test: ${program} failed outside any test; counted as one failure`);
  return { ...counts, failed: 1, failures: [`${program}, outside any test`] };
}

/**
 * Of vitest.
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: readonly UnitFile[] }} report
 * @returns {Counts}
 */
export function countUnit(report) {
  const skipped = report.numPendingTests + report.numTodoTests;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped,
    reasons: skipped > 0 ? new Map([['Their titles say why.', skipped]]) : new Map(),
    failures: report.testResults.flatMap(failuresOfFile),
  };
}

/** @typedef {{ readonly name: string, readonly status: string, readonly assertionResults: readonly { readonly status: string, readonly fullName: string }[] }} UnitFile */

/** A file that does not load has no test that failed. @param {UnitFile} file @returns {string[]} */
function failuresOfFile({ name, status, assertionResults }) {
  const file = relative(root, name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0) return status === 'failed' ? [file] : [];
  return failed.map(({ fullName }) => `${file}: ${fullName}`);
}

/**
 * Of Playwright.
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, suites: readonly ReportSuite[] }} report
 * @returns {Counts}
 */
export function countBrowser({ stats, suites }) {
  /** @type {Map<string, number>} */
  const reasons = new Map();
  /** @type {string[]} */
  const failures = [];
  for (const { spec, test } of testsIn(suites)) {
    if (FAILED.has(test.status)) failures.push(`${spec.file}: ${spec.title} (${test.status})`);
    if (test.status !== 'skipped') continue;
    const { description = 'No reason is given.' } =
      test.annotations.find(({ type }) => type === 'skip') ?? {};
    reasons.set(description, (reasons.get(description) ?? 0) + 1);
  }
  // A test that needed a retry has failed once: a wrong answer now and then is a wrong answer.
  const failed = stats.unexpected + stats.flaky;
  return { passed: stats.expected, failed, skipped: stats.skipped, reasons, failures };
}

/** @typedef {{ readonly status: string, readonly annotations: readonly { readonly type: string, readonly description?: string }[] }} ReportTest */
/** @typedef {{ readonly file: string, readonly title: string, readonly tests: readonly ReportTest[] }} ReportSpec */
/** @typedef {{ readonly suites?: readonly ReportSuite[], readonly specs?: readonly ReportSpec[] }} ReportSuite */

/** @param {readonly ReportSuite[]} suites @returns {{ spec: ReportSpec, test: ReportTest }[]} */
function testsIn(suites) {
  return suites.flatMap((suite) => [
    ...(suite.specs ?? []).flatMap((spec) => spec.tests.map((test) => ({ spec, test }))),
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

/** What failed: a line each, so that the end of a log says it. @param {Counts[]} counts */
export function failureLines(...counts) {
  return counts.flatMap(({ failures }) => failures.map((failure) => `failed: ${failure}`));
}

/** The line that a command ends with. @param {Counts[]} counts */
export function sumLine(...counts) {
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ name) =>
    counts.reduce((total, each) => total + each[name], 0);
  const skipped = sum('skipped');
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
