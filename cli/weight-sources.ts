// Where the command line finds the weights of named models: its cache folder, the user's mirror
// folder, then the manifest's pinned URL.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { ManifestEntry } from '../src/store/manifest';
import { createUrlSource, type WeightSource } from '../src/store/sources';
import { fileTrouble, InputFileError } from './failures';

/** The environment variables that matter here; `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** All sources, in the order in which they are asked. */
export function createNodeSources(environment: Environment): readonly WeightSource[] {
  const mirror = environment.KINDLING_WEIGHTS_DIR;
  return [
    createCacheFolderSource(cacheFolder(environment)),
    ...(mirror ? [createMirrorSource(mirror)] : []),
    createUrlSource(),
  ];
}

/** `$KINDLING_CACHE_DIR`, else `kindling` in the user's cache folder by the XDG rules. */
export function cacheFolder(environment: Environment): string {
  const own = environment.KINDLING_CACHE_DIR;
  if (own) return own;
  const shared = environment.XDG_CACHE_HOME;
  // The XDG specification says to ignore relative paths.
  return join(shared && isAbsolute(shared) ? shared : join(homedir(), '.cache'), 'kindling');
}

/** The cache folder as a source that downloads are kept in. */
export function createCacheFolderSource(folder: string): WeightSource {
  const locate = (entry: ManifestEntry) => join(folder, entry.file);
  return {
    name: 'cache',
    locate,
    read: (entry) => readIfThere(locate(entry)),
    cache: {
      put: (entry, bytes) => writeWhole(folder, entry.file, bytes),
      drop: (entry) => rm(locate(entry), { force: true }),
    },
  };
}

function createMirrorSource(folder: string): WeightSource {
  const locate = (entry: ManifestEntry) => join(folder, entry.file);
  return {
    name: 'KINDLING_WEIGHTS_DIR',
    locate,
    read: (entry) => readIfThere(locate(entry)),
  };
}

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new InputFileError(`${path} cannot be read: ${fileTrouble(error)}.`, { cause: error });
  }
}

/** By way of a second name, so that a process that dies midway leaves no half file behind. */
async function writeWhole(folder: string, file: string, bytes: Uint8Array): Promise<void> {
  const path = join(folder, file);
  const unfinished = `${path}.${process.pid}.part`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(unfinished, bytes);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw new InputFileError(`${path} cannot be written: ${fileTrouble(error)}.`, { cause: error });
  }
}
