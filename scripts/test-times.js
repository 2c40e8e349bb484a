// `npm run test:times`: the table of what each file of tests takes, of the last run's reports. The longest first; seconds are
// summed over the file's tests, so that those that ran beside others count, too.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { root, runMain } from './steps.js';
import { BROWSER_REPORT, UNIT_REPORT } from './suites.js';
import { TIMES } from './time-left.js';

runMain({}, () => {
  const rows = [...unitRows(read(UNIT_REPORT)), ...browserRows(read(BROWSER_REPORT).suites)];
  const lines = rows
    .sort((a, b) => b.seconds - a.seconds)
    .map(({ file, seconds, tests }) => `${file}\t${seconds.toFixed(1)}\t${tests}`);
  writeFileSync(join(root, TIMES), ['file\tseconds\ttests', ...lines, ''].join('\n'));
  const total = rows.reduce((sum, { seconds }) => sum + seconds, 0);
  console.log(`${TIMES}: ${rows.length} files, ${(total / 60).toFixed(1)} minutes of tests`);
});

/** @param {string} report @returns {any} */
function read(report) {
  const path = join(root, report);
  if (!existsSync(path)) throw new Error(`There is no ${report}: run \`npm test\` first.`);
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** @param {{ testResults: { name: string, startTime: number, endTime: number, assertionResults: unknown[] }[] }} report */
function unitRows({ testResults }) {
  return testResults.map(({ name, startTime, endTime, assertionResults }) => ({
    file: relative(root, name),
    seconds: (endTime - startTime) / 1000,
    tests: assertionResults.length,
  }));
}

/**
 * @typedef {{ file?: string, suites?: BrowserSuite[], specs?: { tests: { results: { duration: number }[] }[] }[] }} BrowserSuite
 * @param {BrowserSuite[]} suites One a file.
 */
function browserRows(suites) {
  return suites.map((suite) => {
    const durations = durationsIn(suite);
    return {
      file: `e2e/${basename(suite.file ?? '')}`,
      seconds: durations.reduce((sum, duration) => sum + duration, 0) / 1000,
      tests: durations.length,
    };
  });
}

/** @param {BrowserSuite} suite @returns {number[]} */
function durationsIn({ specs = [], suites = [] }) {
  const own = specs.flatMap(({ tests }) => tests.map(({ results }) => results[0]?.duration ?? 0));
  return [...own, ...suites.flatMap(durationsIn)];
}
