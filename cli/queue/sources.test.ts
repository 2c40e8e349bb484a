// What is enqueued: folders and lists.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { InputFileError } from '../failures';
import { addressesOf } from './sources';

const folder = mkdtempSync(join(tmpdir(), 'kindling-sources-'));

async function listed(source: string): Promise<string[]> {
  const addresses: string[] = [];
  for await (const address of addressesOf(source, {})) addresses.push(address);
  return addresses;
}

it('takes the pictures of a folder by their paths below it', async () => {
  mkdirSync(join(folder, 'pictures/cats'), { recursive: true });
  for (const name of ['a.JPG', 'cats/b.png', 'cats/notes.txt', 'c']) {
    writeFileSync(join(folder, 'pictures', name), '');
  }
  expect((await listed(join(folder, 'pictures'))).toSorted()).toEqual(['a.JPG', 'cats/b.png']);
});

it('takes the lines of a list as they are', async () => {
  const list = join(folder, 'list.txt');
  writeFileSync(list, 'cats/b.png\r\n\n https://example.com/a \ns3://photos/1\n');
  expect(await listed(list)).toEqual(['cats/b.png', 'https://example.com/a', 's3://photos/1']);
});

it('says which line is no address, and what cannot be read', async () => {
  const list = join(folder, 'wrong.txt');
  writeFileSync(list, 'a.jpg\nftp://example.com/a.jpg\n');
  await expect(listed(list)).rejects.toThrow(/Line 2 of ".*wrong\.txt": .* begins with ftp:/);
  await expect(listed(join(folder, 'absent'))).rejects.toThrow(InputFileError);
});
