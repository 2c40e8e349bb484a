// Whether dist/ is what the sources say: a stamp of the sources that it was built of.
// Only Node's own modules here: set-up runs before the packages are installed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './steps.js';

const stamp = join(root, 'node_modules', '.kindling', 'build');

const outputs = [
  'kindling.js',
  'models.js',
  'tools.js',
  'node.js',
  'worker.js',
  'cli/main.js',
  'types/index.d.ts',
  'types/models.d.ts',
  'types/tools.d.ts',
  'types/node.d.ts',
  'types/worker.d.ts',
  'pages/index.html',
  'pages/bench.html',
];

/** Whether everything is built, of these sources. */
export function isBuilt() {
  const fresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === hashSources();
  return fresh && outputs.every((path) => existsSync(join(root, 'dist', path)));
}

/** Remembers what was built just now. */
export function stampBuild() {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hashSources());
}

/** Hash of everything the build reads; tests are left out, as they never reach dist/. */
function hashSources() {
  const hash = createHash('sha256');
  const single = ['package.json', 'package-lock.json', 'vite.config.ts', 'tsconfig.json'];
  single.push('tsconfig.build.json', 'scripts/chromium.js', 'scripts/firefox.js');
  const inFolders = ['src', 'cli', 'pages', 'shaders', 'weights'].flatMap((folder) => {
    if (!existsSync(join(root, folder))) return [];
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  });
  const paths = [...single.map((path) => join(root, path)), ...inFolders];
  for (const path of paths
    .filter((path) => !path.endsWith('.test.ts') && existsSync(path))
    .sort()) {
    hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}
