// Files that a user picked, by the names that a model has for them.
import { describe, expect, it } from 'vitest';
import { WeightsUnavailableError } from '../../../errors';
import { readerOf } from './files-beside';

/** A file of one byte, as a page has it; with a path where a folder was picked. */
function file(byte: number, name: string, path = ''): File {
  const made = new File([Uint8Array.of(byte)], name);
  return Object.defineProperty(made, 'webkitRelativePath', { value: path });
}

describe('files beside a model', () => {
  it.each([
    ['by their names', [file(1, 'a.bin'), file(2, 'w.bin')], 'w.bin'],
    ['without the folder, which a page does not know', [file(2, 'w.bin')], 'weights/w.bin'],
    [
      'by their folders, where those are known',
      [file(1, 'w.bin', 'model/old/w.bin'), file(2, 'w.bin', 'model/weights/w.bin')],
      'weights/w.bin',
    ],
    ['as Windows writes paths', [file(1, 'v.bin'), file(2, 'w.bin')], 'weights\\w.bin'],
  ])('are found %s', async (_, files, name) => {
    expect([...(await readerOf(files)(name))]).toEqual([2]);
  });

  it('are no others that end alike', async () => {
    const reading = readerOf([file(1, 'raw.bin')])('w.bin');
    await expect(reading).rejects.toThrow(WeightsUnavailableError);
    await expect(reading).rejects.toThrow('not among the files that were given ("raw.bin")');
  });
});
