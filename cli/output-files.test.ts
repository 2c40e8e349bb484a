// Where `run` puts its results: no two may land in the same place.

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { outputFiles, outputFolders } from './output-files';

it('puts the outputs of a single input straight into the folder', () => {
  expect(outputFolders('out', ['a/cat.npy'])).toEqual(['out']);
});

it('gives each of several inputs a folder of its own, also when their names are the same', () => {
  expect(outputFolders('out', ['a/cat.npy', 'b/cat.npy', 'cat-2.npy', 'dog.npy'])).toEqual(
    ['cat', 'cat-2', 'cat-2-2', 'dog'].map((name) => join('out', name)),
  );
});

it('keeps those folders inside the folder, whatever the inputs are called', () => {
  const inputs = ['a/...npy', 'a/..npy', 'CAT.npy', 'cat.npy', 'a/cat..npy', 'a\u001b.npy'];
  expect(outputFolders('out', inputs)).toEqual(
    ['_..', '_.-2', 'CAT', 'cat-2', 'cat.-2', 'a%1B'].map((name) => join('out', name)),
  );
});

it('keeps outputs inside the folder', () => {
  expect(outputFiles(['fire2/concat', '..\\x', '..', '', '../../tmp/x', 'C:x'])).toEqual([
    ...['fire2_concat.npy', '.._x.npy', '_...npy', '_-2.npy', '.._.._tmp_x.npy', 'C_x.npy'],
  ]);
});

it('gives each output a file of its own', () => {
  const same = ['a/b', 'a_b', 'A_B', 'a_b-2', 'é', 'e\u0301', '__proto__', 'constructor'];
  expect(outputFiles(same)).toEqual([
    ...['a_b.npy', 'a_b-2.npy', 'A_B-3.npy', 'a_b-2-2.npy', 'é.npy', 'e\u0301-2.npy'],
    ...['__proto__.npy', 'constructor.npy'],
  ]);
});

it('gives outputs names that every file system takes', () => {
  const long = outputFiles(['é'.repeat(1000), 'é'.repeat(1001), 'nul', 'a\0b\n\u009b', '\ud800']);
  expect(long).toEqual([
    ...[`${'é'.repeat(100)}.npy`, `${'é'.repeat(100)}-2.npy`, '_nul.npy', 'a%00b%0A%9B.npy'],
    '\ufffd.npy',
  ]);
});
