// What a release says of itself agrees: package.json, its lock file, CHANGELOG and README.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { version } = JSON.parse(read('package.json'));
const changelog = read('CHANGELOG.md');

/** The groups of Keep a Changelog. */
const GROUPS = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];

describe('a release', () => {
  it('has its version in the lock file, in CHANGELOG and in README', () => {
    const lock = JSON.parse(read('package-lock.json'));
    expect([lock.version, lock.packages[''].version]).toEqual([version, version]);
    const releases = [...changelog.matchAll(/^## (\S+) – (unreleased|\d{4}-\d\d-\d\d)$/gm)];
    expect(releases[0]?.[1]).toBe(version);
    expect(releases.length).toBe([...changelog.matchAll(/^## /gm)].length);
    const packed = [...read('README.md').matchAll(/kindling-([\d.]+)\.tgz/g)];
    expect(packed.length).toBeGreaterThan(0);
    for (const [, named] of packed) expect(named).toBe(version);
  });

  it('is told in groups that readers know', () => {
    const groups = [...changelog.matchAll(/^### (.+)$/gm)].map(([, group = '']) => group);
    expect(groups.length).toBeGreaterThan(0);
    expect(groups.filter((group) => !GROUPS.includes(group))).toEqual([]);
  });
});
