// Where `run` puts its results: no two may land in the same place.

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { outputFile, outputFolders } from './output-files';

it('puts the outputs of a single input straight into the folder', () => {
  expect(outputFolders('out', ['a/cat.npy'])).toEqual(['out']);
});

it('gives each of several inputs a folder of its own, also when their names are the same', () => {
  expect(outputFolders('out', ['a/cat.npy', 'b/cat.npy', 'cat-2.npy', 'dog.npy'])).toEqual(
    ['cat', 'cat-2', 'cat-2-2', 'dog'].map((name) => join('out', name)),
  );
});

it('keeps outputs inside the folder', () => {
  expect(outputFile('fire2/concat')).toBe('fire2_concat.npy');
  expect(outputFile('..\\x')).toBe('.._x.npy');
});
