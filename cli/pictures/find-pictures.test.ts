import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FoundPictures, findPictures } from './find-pictures';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-find-'));
  mkdirSync(join(folder, 'deep/er'), { recursive: true });
  mkdirSync(join(folder, 'none'));
  mkdirSync(join(folder, 'folder.png'));
  const files = ['b.png', 'a.JPEG', 'notes.txt', '.hidden.png', 'deep/er/c.webp', 'deep/[d].tif'];
  for (const file of files) writeFileSync(join(folder, file), file);
  writeFileSync(join(folder, 'empty.gif'), '');
});

async function namesOf({ pictures }: FoundPictures): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of pictures) names.push(name);
  return names;
}

const inFolder = (...names: string[]) => names.map((name) => join(folder, name));

describe('findPictures', () => {
  it('takes folders with all below them, in the order of names', async () => {
    const found = await findPictures([folder], undefined);
    expect(found.total).toBe(5);
    expect(await namesOf(found)).toEqual(
      inFolder('a.JPEG', 'b.png', 'deep/[d].tif', 'deep/er/c.webp', 'empty.gif'),
    );
  });

  it('takes files as they are named, also of other endings, and twice', async () => {
    const named = inFolder('notes.txt', 'b.png', 'b.png', 'deep/[d].tif');
    const found = await findPictures(named, undefined);
    expect(await namesOf(found)).toEqual(named);
    expect(found.total).toBe(4);
  });

  it('takes patterns', async () => {
    expect(await namesOf(await findPictures([join(folder, '**/*.{webp,png}')], undefined))).toEqual(
      inFolder('b.png', 'deep/er/c.webp'),
    );
  });

  it('takes a list behind them, whose pictures nobody has looked at', async () => {
    const list = join(folder, 'list.txt');
    writeFileSync(list, `${inFolder('b.png')[0]}\r\n\nnowhere.png\n`);
    const found = await findPictures(inFolder('a.JPEG'), list);
    expect(found.total).toBeNull();
    const names: string[] = [];
    for await (const { name, read } of found.pictures) {
      names.push(name);
      if (name === 'nowhere.png') {
        await expect(read()).rejects.toMatchObject({ code: 'input-file' });
      } else expect((await read()).length).toBeGreaterThan(0);
    }
    expect(names).toEqual([...inFolder('a.JPEG', 'b.png'), 'nowhere.png']);
  });

  it.each([
    ['nothing', [], undefined, 'IMAGE is missing'],
    ['a file that is not there', ['nowhere.png'], undefined, 'no such file'],
    ['an empty file', ['empty.gif'], undefined, 'the file is empty'],
    ['a folder without pictures', ['none'], undefined, 'has no pictures'],
    ['a pattern without files', ['*.webp'], undefined, 'matches none'],
    ['a list that is not there', [], 'nowhere.txt', 'list'],
    ['a list that is a folder', [], 'none', 'it is a folder'],
  ] as const)('refuses %s', async (_, named, list, says) => {
    const finding = findPictures(inFolder(...named), list && join(folder, list));
    await expect(finding).rejects.toThrow(says);
  });

  it('reads standard input once', async () => {
    await expect(findPictures(['-'], '-')).rejects.toThrow('only once');
    expect(await namesOf(await findPictures(['-'], undefined))).toEqual(['-']);
  });
});
