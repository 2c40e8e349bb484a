// Builds the `kindling` command for Node: dist/cli/main.js with its small packages inside. The library
// stays outside, so that what the command runs is the very file that is published.
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** The library's entries, and the network that is part of it: source without its ending → built file, as the command sees it. */
const entries = new Map([
  [resolve(import.meta.dirname, '../src/index'), '../kindling.js'],
  [resolve(import.meta.dirname, '../src/models/index'), '../models.js'],
  [resolve(import.meta.dirname, '../src/store/embedded-model.gen'), '../embedded-model.gen.js'],
]);

export default defineConfig({
  publicDir: false,
  plugins: [useBuiltLibrary()],
  ssr: { noExternal: true, external: ['playwright-core', 'puppeteer-core', 'webgpu'] },
  build: {
    target: 'node20',
    ssr: resolve(import.meta.dirname, 'main.ts'),
    outDir: resolve(import.meta.dirname, '../dist/cli'),
    emptyOutDir: true,
    rolldownOptions: { output: { entryFileNames: 'main.js', chunkFileNames: '[name].js' } },
  },
});

/** Imports of the library's entries become the built files beside the command's folder. */
function useBuiltLibrary(): Plugin {
  return {
    name: 'use-built-library',
    enforce: 'pre',
    resolveId(id, importer) {
      const target = importer && id.startsWith('.') ? resolve(importer, '..', id) : id;
      const built = entries.get(target.replace(/\.ts$/, ''));
      return built === undefined ? null : { id: built, external: true };
    },
  };
}
