// Packages of the other runtimes, as they are on disk, from the development server: `/peers/<package>/<file>`. They are no part
// of the built pages, which load nothing of others.
import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { Plugin } from 'vite';
import { PEERS } from '../bench/contenders/peer-packages.ts';

const PREFIX = '/peers/';
const PACKAGES = [...new Set(Object.values(PEERS).flatMap(({ packages }) => packages))];
const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['.js', 'text/javascript'],
  ['.mjs', 'text/javascript'],
  ['.json', 'application/json'],
  ['.wasm', 'application/wasm'],
]);

/** Serves them; Vite itself would rewrite what they import. */
export function peerPackages(): Plugin {
  return {
    name: 'peer-packages',
    apply: 'serve',
    configureServer: ({ middlewares }) => {
      middlewares.use(async (request, response, next) => {
        const { pathname } = new URL(request.url ?? '', 'http://localhost');
        const path = pathname.startsWith(PREFIX) ? pathOnDisk(pathname) : null;
        const body = path && (await readFile(path).catch(() => null));
        if (!path || !body) return next();
        const type = CONTENT_TYPES.get(extname(path)) ?? 'application/octet-stream';
        response.setHeader('content-type', type);
        response.end(body);
      });
    },
  };
}

/** Null for what is in none of the packages. */
function pathOnDisk(pathname: string): string | null {
  const modules = join(import.meta.dirname, '../node_modules');
  const path = join(modules, decodeURIComponent(pathname.slice(PREFIX.length)));
  return PACKAGES.some((name) => path.startsWith(join(modules, name) + sep)) ? path : null;
}
