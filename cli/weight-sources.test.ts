// The cache folder and the mirror folder, and what MODEL may be. No test here needs the network.
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChecksumError, UnknownModelError } from '../src/errors';
import { findManifestEntry } from '../src/store/manifest';
import { InputFileError } from './failures';
import { readModelFile } from './model-file';
import { cacheFolder, createCacheFolderSource, createNodeSources } from './weight-sources';

const entry = findManifestEntry('squeezenet1.0-dc');
const { signal } = new AbortController();
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-weights-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('cacheFolder', () => {
  it.each([
    [{ KINDLING_CACHE_DIR: '/own', XDG_CACHE_HOME: '/xdg' }, '/own'],
    [{ XDG_CACHE_HOME: '/xdg' }, join('/xdg', 'kindling')],
    [{ XDG_CACHE_HOME: 'relative' }, join(homedir(), '.cache', 'kindling')],
    [{ KINDLING_CACHE_DIR: '' }, join(homedir(), '.cache', 'kindling')],
  ])('%j → %s', (environment, expected) => {
    expect(cacheFolder(environment)).toBe(expected);
  });
});

describe('createCacheFolderSource', () => {
  it('makes its folder, leaves no half file, and gives back what was put', async () => {
    const path = join(folder, 'not', 'there');
    const source = createCacheFolderSource(path);
    expect(await source.read(entry, {})).toBeNull();
    await source.cache?.put(entry, new Uint8Array([1, 2, 3]));
    expect(await readdir(path)).toEqual([entry.file]);
    expect(await source.read(entry, {})).toEqual(new Uint8Array([1, 2, 3]));
    await source.cache?.drop(entry);
    expect(await source.read(entry, {})).toBeNull();
  });

  it('is written by several at once, and through links', async () => {
    const real = join(folder, 'real');
    await mkdir(real);
    await symlink(real, join(folder, 'link'));
    const source = createCacheFolderSource(join(folder, 'link'));
    const bytes = new Uint8Array(1_000_000).fill(7);
    await Promise.all(Array.from({ length: 8 }, () => source.cache?.put(entry, bytes)));
    expect(await readdir(real)).toEqual([entry.file]);
    expect(await source.read(entry, {})).toEqual(bytes);
  });

  it('says why it cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const source = createCacheFolderSource(join(folder, 'file', 'cache'));
    await expect(source.cache?.put(entry, new Uint8Array(1))).rejects.toThrow(
      'cannot be written: a part of its path is not a folder.',
    );
  });
});

describe('createNodeSources', () => {
  it('asks cache, mirror and URL, in this order; the mirror only where one is named', () => {
    const names = (environment: Record<string, string>) =>
      createNodeSources(environment).map(({ name }) => name);
    expect(names({ KINDLING_WEIGHTS_DIR: folder })).toEqual([
      'cache',
      'KINDLING_WEIGHTS_DIR',
      'download',
    ]);
    expect(names({})).toEqual(['cache', 'download']);
  });
});

describe('readModelFile', () => {
  it('stops at a mirror that has another file under the name', async () => {
    await writeFile(join(folder, entry.file), 'something else');
    const environment = { KINDLING_WEIGHTS_DIR: folder, KINDLING_CACHE_DIR: join(folder, 'cache') };
    await expect(readModelFile(entry.name, environment, signal)).rejects.toThrow(ChecksumError);
  });

  it('reads a path as it is, unchecked', async () => {
    const path = join(folder, entry.file);
    await writeFile(path, 'my own model');
    const { name, bytes } = await readModelFile(path, {}, signal);
    expect(name).toBe(path);
    expect(Buffer.from(bytes)).toEqual(await readFile(path));
  });

  it('says on one line that a path leads nowhere, or to a folder', async () => {
    const path = join(folder, 'x.net');
    const missing = readModelFile(path, {}, signal);
    await expect(missing).rejects.toThrow(InputFileError);
    await expect(missing).rejects.toThrow(`"${path}" cannot be read: there is no such file.`);
    await mkdir(path);
    await expect(readModelFile(path, {}, signal)).rejects.toThrow('it is a folder.');
  });

  it('says that something is neither a file nor a name', async () => {
    const result = readModelFile('squeezenet1.0', {}, signal);
    await expect(result).rejects.toThrow(UnknownModelError);
    await expect(result).rejects.toThrow(
      'There is no file "squeezenet1.0". There is no model named "squeezenet1.0". ' +
        'Did you mean "squeezenet1.0-dc"?',
    );
  });
});
