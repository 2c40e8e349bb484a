// Builds the `kindling` command for Node: dist/cli/main.js with its small packages inside. The library
// stays outside, so that what the command runs is the very file that is published.
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const library = resolve(import.meta.dirname, '../src/index');

export default defineConfig({
  publicDir: false,
  plugins: [useBuiltLibrary()],
  ssr: { noExternal: true, external: ['playwright-core'] },
  build: {
    target: 'node20',
    ssr: resolve(import.meta.dirname, 'main.ts'),
    outDir: resolve(import.meta.dirname, '../dist/cli'),
    emptyOutDir: true,
    rolldownOptions: { output: { entryFileNames: 'main.js', chunkFileNames: '[name].js' } },
  },
});

/** Imports of ../src/index and ../dist/kindling.js become the built file beside the command's folder. */
function useBuiltLibrary(): Plugin {
  return {
    name: 'use-built-library',
    enforce: 'pre',
    resolveId(id, importer) {
      const isLibrary = id === 'kindling' || /(^|\/)dist\/kindling\.js$/.test(id);
      const target = importer && id.startsWith('.') ? resolve(importer, '..', id) : id;
      if (!isLibrary && target.replace(/\.ts$/, '') !== library) return null;
      return { id: '../kindling.js', external: true };
    },
  };
}
