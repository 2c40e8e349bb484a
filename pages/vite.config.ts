// Builds the two pages to dist/pages: static files that can be hosted anywhere. Also the server of `npm run dev`.
import { join } from 'node:path';
import { defineConfig, type Rolldown } from 'vite';
import { LICENCES_FILE, licenceTexts } from '../scripts/licence-texts.js';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { peerPackages } from './peer-packages.ts';

const library = join(import.meta.dirname, '..', 'src');

/** Where a first visit to the classify page enters the library: what it imports at once, and what it asks for then. */
const FIRST_VISIT = [
  'runtime/runtime.ts',
  'runtime/start-runtime.ts',
  'runtime/replay.ts',
  'runtime/budgets.ts',
  'runtime/name-classes.ts',
  'store/named-model.ts',
  'image/picture-input.ts',
  'tools/preview.ts',
  'tools/profile.ts',
  'formats/kindling/read-kindling.ts',
].map((path) => join(library, path));

export default defineConfig({
  root: import.meta.dirname,
  base: './', // relative: the pages work in any folder of any host
  publicDir: false,
  plugins: [contentSecurityPolicy(), peerPackages(), licenceTexts()],
  // A secure context, which WebGPU asks for, and closed to the network; the library's sources lie beside the pages.
  server: { host: '127.0.0.1', fs: { allow: ['..'] } },
  preview: { host: '127.0.0.1' },
  build: {
    target: 'es2022',
    outDir: '../dist/pages',
    emptyOutDir: true,
    license: { fileName: LICENCES_FILE },
    modulePreload: { polyfill: false }, // browsers with WebGPU have it
    assetsInlineLimit: 0, // the policy allows no `data:` but what pages draw themselves
    rolldownOptions: {
      input: {
        classify: `${import.meta.dirname}/index.html`,
        bench: `${import.meta.dirname}/bench.html`,
      },
      output: {
        // What every first visit loads of the library is one file: a dozen small ones compress worse.
        codeSplitting: {
          groups: [
            {
              debugName: 'library',
              name: (id, context) => (isOfFirstVisit(id, context) ? 'library' : null),
            },
          ],
        },
      },
    },
  },
});

/** Whether a module of the library is loaded with those that a first visit enters: reached from them without an `import()`. */
function isOfFirstVisit(id: string, context: Rolldown.ChunkingContext): boolean {
  if (/[\\/]node_modules[\\/]@?preact[\\/]/.test(id)) return true; // both pages are drawn with it
  if (!id.startsWith(library)) return false;
  const seen = new Set<string>();
  const pending = [id];
  for (const module of pending) {
    if (FIRST_VISIT.includes(module)) return true;
    if (seen.has(module)) continue;
    seen.add(module);
    pending.push(...(context.getModuleInfo(module)?.importers ?? []));
  }
  return false;
}
