// Where this package lies on disk, from its sources as well as from the built command line.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BuildError } from './failures';

/** The library in the shape that `src/index.ts` has. */
export type Library = typeof import('../src/index');

/** Its second entry, in the shape that `src/models/index.ts` has. */
export type Models = typeof import('../src/models/index');

/** Its third entry, in the shape that `src/tools/index.ts` has. */
export type Tools = typeof import('../src/tools/index');

/** What Node has instead of a browser, in the shape that `src/node.ts` has. */
export type NodeEntry = typeof import('../src/node');

/** The folder that holds this package's package.json. */
export function packageRoot(): string {
  let folder = import.meta.dirname;
  // The build may put this code at any depth of dist/, so the place is searched for, not computed.
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new BuildError(`${import.meta.dirname} is in no package.`);
    folder = parent;
  }
  return folder;
}

/** The version in package.json. */
export function packageVersion(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}

const ENTRIES = ['kindling.js', 'models.js', 'tools.js', 'node.js'];

/** The folder of the built library. @throws BuildError when it has not been built. */
export function libraryFolder(): string {
  const folder = join(packageRoot(), 'dist');
  if (!ENTRIES.every((entry) => existsSync(join(folder, entry)))) {
    throw new BuildError('The library is not built yet; run `npm run setup` first.');
  }
  return folder;
}

/** The library in this Node process: it has no GPU here, but `readModel`. */
export function importLibrary(): Promise<Library> {
  // The build turns this into an import of the library's built file.
  return import('../src/index');
}

/** The architectures and what they cost, in this Node process. */
export function importModels(): Promise<Models> {
  return import('../src/models/index');
}

/** What looks at models and writes files, in this Node process. */
export function importTools(): Promise<Tools> {
  return import('../src/tools/index');
}

/** What decodes pictures in this Node process. */
export function importNodeEntry(): Promise<NodeEntry> {
  return import('../src/node');
}
