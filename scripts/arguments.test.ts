// Scripts refuse arguments that they do not know, by one parser.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const SCRIPTS = ['scripts', 'lab', 'weights/training'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.js') && `${folder}/${name}` !== 'scripts/steps.js')
    .map((name) => `${folder}/${name}`),
);

it.each(SCRIPTS)('%s leaves its arguments to steps.js', (path) => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  expect(text).not.toMatch(/process\.argv(?!\[1\])|parseArgs/);
  // What exports nothing is run.
  if (!/^export /m.test(text)) expect(text).toMatch(/\b(runMain|readArguments)\(/);
});

it.each([
  ['an unknown option', ['scripts/tables.js', '--chek'], "Unknown option '--chek'"],
  ['one of a script that has none', ['scripts/test-times.js', '--all'], "Unknown option '--all'"],
  ['an option without its value', ['scripts/test.js', '--seed'], "'--seed <value>'"],
  ['superfluous arguments', ['scripts/tables.js', 'x', 'y'], 'Arguments: none; given: x y.'],
  ['missing arguments', ['weights/training/pack.js', 'x'], 'Arguments: TRAINED OUT; given: x.'],
])('%s is an error that says so', (_, args, message) => {
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain(message);
});
