// What a model may name beside it, and what it may not.
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputFileError } from './failures';
import { readerBelow } from './file-below';

let base = '';

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'kindling-below-'));
  mkdirSync(join(base, 'model/weights'), { recursive: true });
  mkdirSync(join(base, 'model-2'));
  writeFileSync(join(base, 'model/w.bin'), 'w');
  writeFileSync(join(base, 'model/weights/w.bin'), 'below');
  writeFileSync(join(base, 'model-2/w.bin'), 'elsewhere');
  symlinkSync('w.bin', join(base, 'model/inside'));
  symlinkSync('../model-2/w.bin', join(base, 'model/outside'));
  symlinkSync('../model-2', join(base, 'model/folder'));
  symlinkSync('model', join(base, 'link'));
});

const textOf = async (folder: string, name: string) =>
  String(Buffer.from(await readerBelow(join(base, folder))(name)));

describe('files below a folder', () => {
  it.each([
    ['model', 'w.bin', 'w'],
    ['model', './weights/w.bin', 'below'],
    ['model', 'weights/../w.bin', 'w'],
    ['model', 'inside', 'w'],
    ['link', 'w.bin', 'w'],
  ])('are read: %s, %s', async (folder, name, text) => {
    expect(await textOf(folder, name)).toBe(text);
  });

  it.each([
    ['../model-2/w.bin', 'is not in'],
    ['..', 'is not in'],
    ['outside', 'is a link to'],
    ['folder/w.bin', 'is a link to'],
    ['v.bin', 'cannot be read: there is no such file'],
    ['weights', 'cannot be read: it is a folder'],
  ])('are no others: %s', async (name, words) => {
    const reading = textOf('model', name);
    await expect(reading).rejects.toThrow(InputFileError);
    await expect(reading).rejects.toThrow(words);
  });
});
