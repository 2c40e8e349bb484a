// Where the command line finds the weights of named models: its cache folder, the user's mirror
// folder, then the manifest's pinned URL.
import { readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { ManifestEntry } from '../src/store/manifest';
import { createUrlSource, type WeightSource } from '../src/store/sources';
import { fileTrouble, InputFileError } from './failures';
import { writeWhole } from './write-whole';

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
      put: (entry, bytes) => writeWhole(locate(entry), bytes),
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
