// `npm run test:mutants`: whether tests notice faults. Each of scripts/mutants/ is put into a copy of the project, one at a
// time, and the test that it names has to fail, for the reason that it names; without it, the same test passes.
//   npm run test:mutants                     all of them, about half an hour on two cores
//   npm run test:mutants -- --only softmax   those that have it in their name or file
//   npm run test:mutants -- --write          also writes the table in docs/mutants.md
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { MUTANTS } from './mutants/index.js';
import { root, runMain, say } from './steps.js';

/** @typedef {import('./mutants/mutant').Mutant} Mutant */
/** @typedef {{ passed: number, failures: { name: string, message: string }[], broken: string | null }} TestResult */
/** @typedef {{ mutant: Mutant, caughtBy: string | null, problem: string | null, seconds: number }} Outcome */

/** Far above what any of the tests takes: a fault may make one wait for ever. */
const MOST_MS = 300_000;

const options = /** @type {const} */ ({
  only: { type: 'string', default: '' },
  write: { type: 'boolean', default: false },
});

runMain({ options }, ({ values: { only, write } }) => {
  if (write && only !== '') throw new Error('--write is for a run of all mutants.');
  const chosen = MUTANTS.filter(({ name, file }) => name.includes(only) || file.includes(only));
  if (chosen.length === 0) throw new Error(`No mutant has "${only}" in its name or file.`);
  const folder = mkdtempSync(join(tmpdir(), 'kindling-mutants-'));
  const start = performance.now();
  try {
    copyProject(folder);
    const outcomes = tryAll(folder, chosen);
    const bad = outcomes.filter(({ problem }) => problem !== null);
    for (const { mutant, problem } of bad) say(`${mutant.name} (${mutant.file}): ${problem}`);
    const minutes = ((performance.now() - start) / 60_000).toFixed(1);
    const summary = `${outcomes.length - bad.length} of ${outcomes.length} faults noticed, ${minutes} minutes`;
    console.log(summary);
    if (write) writeFileSync(join(root, 'docs/mutants.md'), report(outcomes, summary));
    return bad.length > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Tracked files as they are in the working tree; packages are the project's own. @param {string} folder */
function copyProject(folder) {
  const listed = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  if (listed.status !== 0) throw new Error(`git ls-files: ${listed.stderr}`);
  for (const path of listed.stdout.split('\0')) {
    if (path !== '' && existsSync(join(root, path))) cpSync(join(root, path), join(folder, path));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
}

/** @param {string} folder @param {readonly Mutant[]} mutants @returns {Outcome[]} */
function tryAll(folder, mutants) {
  const tests = new Map();
  for (const mutant of mutants) {
    const key = `${mutant.test} ${mutant.only ?? ''}`;
    tests.set(key, [...(tests.get(key) ?? []), mutant]);
  }
  return [...tests.values()].flatMap((group) => {
    const [{ test, only }] = group;
    const whole = runTest(folder, test, only);
    const isGreen = whole.broken === null && whole.failures.length === 0 && whole.passed > 0;
    return group.map((mutant) => {
      const problem = `${test}${only ? ` -t "${only}"` : ''} does not pass without it: ${describe(whole)}`;
      const outcome = isGreen
        ? tryOne(folder, mutant)
        : { mutant, caughtBy: null, problem, seconds: 0 };
      console.log(oneLine(outcome));
      return outcome;
    });
  });
}

/** @param {Outcome} outcome */
function oneLine({ mutant, caughtBy, seconds }) {
  const noticed = caughtBy === null ? 'NOT NOTICED' : 'noticed    ';
  return `${noticed} ${seconds.toFixed(1).padStart(5)} s  ${mutant.name}${caughtBy === null ? '' : `: ${caughtBy}`}`;
}

/** @param {string} folder @param {Mutant} mutant @returns {Outcome} */
function tryOne(folder, mutant) {
  const { file, find, replace, test, only, says } = mutant;
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  const start = performance.now();
  const end = (/** @type {string | null} */ caughtBy, /** @type {string | null} */ problem) => ({
    ...{ mutant, caughtBy, problem },
    seconds: (performance.now() - start) / 1000,
  });
  const count = text.split(find).length - 1;
  if (count !== 1) return end(null, `the text to change is there ${count} times`);
  try {
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
    const written = generate(folder, file);
    if (written !== null) return end(null, `the shaders are no longer generated: ${written}`);
    const result = runTest(folder, test, only);
    const fitting = result.failures.find((failure) =>
      `${failure.name} ${failure.message}`.includes(says),
    );
    if (fitting) return end(fitting.name, null);
    const isRed = result.broken !== null || result.failures.length > 0;
    return end(null, isRed ? `red without "${says}": ${describe(result)}` : 'survives');
  } finally {
    writeFileSync(path, text);
    generate(folder, file);
  }
}

/** The tables that hold a shader's text. @param {string} folder @param {string} file @returns {string | null} what went wrong */
function generate(folder, file) {
  if (!file.startsWith('shaders/')) return null;
  const { status, stderr } = spawnSync(process.execPath, ['scripts/tables.js'], {
    ...{ cwd: folder, encoding: 'utf8' },
  });
  return status === 0 ? null : stderr.trim();
}

/** @param {string} folder @param {string} test @param {string} [only] @returns {TestResult} */
function runTest(folder, test, only) {
  const report = join(folder, '.cache/mutant.json');
  rmSync(report, { force: true });
  const isBrowser = test.endsWith('.spec.ts');
  const args = isBrowser
    ? ['playwright', 'test', test, '--reporter=json', ...(only ? ['-g', only] : [])]
    : [
        'vitest',
        'run',
        test,
        '--reporter=json',
        `--outputFile=${report}`,
        ...(only ? ['-t', only] : []),
      ];
  const { stdout, stderr, error } = spawnSync('npx', args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: MOST_MS,
    maxBuffer: 2 ** 28,
    env: {
      ...process.env,
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      REQUIRE_WEBGPU: '1',
      KINDLING_TESTS: 'all',
    },
  });
  if (!existsSync(report))
    return { passed: 0, failures: [], broken: `${error ?? ''}${stdout}${stderr}` };
  const read = JSON.parse(readFileSync(report, 'utf8'));
  return isBrowser ? playwrightResult(read) : vitestResult(read);
}

/** A message without colours; cases stand in it as JSON, whose quotes a second JSON has escaped. @param {string} message */
function plain(message) {
  return stripVTControlCharacters(message).replaceAll('\\"', '"');
}

/** @returns {TestResult} */
function vitestResult({ testResults }) {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  // A file that cannot be loaded fails without a test.
  const broken = testResults.find(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failures: tests
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => ({
        name: fullName,
        message: plain(failureMessages.join('\n')),
      })),
    broken: broken?.message ?? null,
  };
}

/** @returns {TestResult} */
function playwrightResult({ suites, errors, stats }) {
  const specsOf = (suite) => [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];
  const failures = suites.flatMap(specsOf).filter(({ ok }) => !ok);
  return {
    passed: stats.expected,
    failures: failures.map(({ title, tests }) => ({
      name: title,
      message: tests
        .flatMap(({ results }) => results)
        .flatMap((result) => result.errors)
        .map(({ message }) => plain(message))
        .join('\n'),
    })),
    broken: errors.length > 0 ? errors.map(({ message }) => message).join('\n') : null,
  };
}

/** @param {TestResult} result */
function describe({ passed, failures, broken }) {
  if (broken !== null) return broken.slice(0, 2000);
  if (failures.length === 0) return `${passed} passed`;
  return failures.map(({ name, message }) => `${name}: ${message.slice(0, 500)}`).join('\n');
}

/** @param {readonly Outcome[]} outcomes @param {string} summary */
function report(outcomes, summary) {
  const cell = (/** @type {string} */ text) => text.replaceAll('|', '\\|');
  const rows = outcomes.map(({ mutant, caughtBy, problem, seconds }) => {
    const { name, file, test } = mutant;
    const noticed = problem === null ? `${caughtBy}` : `**not noticed**: ${problem.split('\n')[0]}`;
    return `| ${cell(name)} | \`${file}\` | \`${test}\` | ${cell(noticed)} | ${seconds.toFixed(1)} |`;
  });
  return [
    '# Faults that tests notice',
    '',
    'Written by `npm run test:mutants -- --write`: single faults, each put into a copy of the project, and the test that fails for',
    `it. ${summary} on two cores.`,
    '',
    '| Fault | In | Test file | Test that fails | s |',
    '| --- | --- | --- | --- | ---: |',
    ...rows,
    '',
  ].join('\n');
}
