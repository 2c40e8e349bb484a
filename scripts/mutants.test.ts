// The list of faults keeps up with the code: what a fault changes is there, once, and so is the test that has to notice it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MUTANTS } from './mutants/index.js';

const root = join(import.meta.dirname, '..');

it.each(MUTANTS)('$name', ({ file, find, replace, test }) => {
  expect(readFileSync(join(root, file), 'utf8').split(find)).toHaveLength(2);
  expect(replace).not.toBe(find);
  expect(existsSync(join(root, test))).toBe(true);
});

it('has names that tell faults apart', () => {
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
});
