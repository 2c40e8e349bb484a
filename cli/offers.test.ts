// What pages can read, and what they cannot.
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { InputFileError } from './failures';
import { Offers } from './offers';

let base: string;
let offers: Offers;

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'kindling-offers-'));
  for (const folder of ['library', 'library-2', 'package', 'package/dist']) {
    mkdirSync(join(base, folder));
    writeFileSync(join(base, folder, 'a.js'), folder);
  }
  offers = new Offers(join(base, 'library'));
});

const textOf = async (path: string) => String((await offers.answer(path)).body);

it('answers with the library, and with files, bytes and folders that are offered', async () => {
  expect(await textOf('/a.js')).toBe('library');
  expect(await textOf(offers.offer(join(base, 'package/a.js')))).toBe('package');
  expect(await textOf(offers.offer(new Uint8Array([104, 105])))).toBe('hi');
  const folder = offers.offerFolder(join(base, 'package'));
  expect(await textOf(`${folder}/dist/a.js`)).toBe('package/dist');
});

it('names the type of what a page runs, and isolates it', async () => {
  const { headers } = await offers.answer(offers.offer(new Uint8Array(), '.html'));
  expect(headers).toMatchObject({ 'content-type': 'text/html' });
  expect(headers).toHaveProperty('cross-origin-embedder-policy', 'require-corp');
  expect((await offers.answer(offers.offer(new Uint8Array()))).headers).not.toHaveProperty(
    'content-type',
  );
});

it.each([
  '/b.js',
  '/blobs/99',
  '/folders/99/a.js',
  '/..%2flibrary-2%2fa.js',
  '/%2e%2e/package/a.js',
])('has nothing at %s', async (path) => {
  await expect(offers.answer(path)).rejects.toThrow();
});

it('keeps to an offered folder', async () => {
  const folder = offers.offerFolder(join(base, 'library'));
  expect(await textOf(`${folder}/a.js`)).toBe('library');
  await expect(offers.answer(`${folder}/..%2fpackage%2fa.js`)).rejects.toThrow(InputFileError);
  symlinkSync(join(base, 'package'), join(base, 'library', 'out'));
  await expect(offers.answer(`${folder}/out/a.js`)).rejects.toThrow('is a link to');
});
