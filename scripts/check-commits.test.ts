// The check of commits' subjects, in a repository of its own.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('check-commits.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-commits-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function git(args: readonly string[], date = ''): void {
  const { status, stderr } = spawnSync(
    'git',
    ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, GIT_COMMITTER_DATE: date } },
  );
  if (status !== 0) throw new Error(stderr);
}

/** A commit with long lines below its subject. */
function commit(subject: string, date: string): void {
  const message = `${subject}\n\n${'long '.repeat(30)}`;
  git(['commit', '--quiet', '--allow-empty', '--message', message], date);
}

function check() {
  const env = { ...process.env, GIT_DIR: join(folder, '.git') };
  const { status, stdout } = spawnSync(process.execPath, [SCRIPT], { env, encoding: 'utf8' });
  return { status, stdout };
}

it('takes 72 characters, and longer subjects of before the rule', () => {
  git(['init', '--quiet']);
  commit('x'.repeat(90), '2026-11-29T12:00:00Z');
  commit('×'.repeat(72), '2026-12-02T12:00:00Z');
  expect(check()).toEqual({ status: 0, stdout: '' });
});

it('refuses 73, and says of which commit', () => {
  git(['init', '--quiet']);
  commit('x'.repeat(73), '2026-12-02T12:00:00Z');
  commit('short', '2026-12-02T12:00:01Z');
  const { status, stdout } = check();
  expect(status).toBe(1);
  expect(stdout).toMatch(/^[0-9a-f]+: a subject of 73 characters, at most 72\n$/);
});

it('says so where there is no history', () => {
  expect(check()).toEqual({ status: 0, stdout: 'commits: no history here\n' });
});
