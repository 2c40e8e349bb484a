// Builds the `kindling` command for Node: dist/cli/main.js with its small packages inside. The library
// stays outside, so that what the command runs is the very file that is published.
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { LICENCES_FILE, licenceTexts } from '../scripts/licence-texts.js';

/** The library's entries, and the network that is part of it: source without its ending → built file, as the command sees it. */
const entries = new Map([
  [resolve(import.meta.dirname, '../src/index'), '../kindling.js'],
  [resolve(import.meta.dirname, '../src/models/index'), '../models.js'],
  [resolve(import.meta.dirname, '../src/tools/index'), '../tools.js'],
  [resolve(import.meta.dirname, '../src/node'), '../node.js'],
  [resolve(import.meta.dirname, '../src/store/embedded-model.gen'), '../embedded-model.gen.js'],
]);

/** Packages that are loaded where they are installed, by the commands that need them. */
const OPTIONAL_PEERS = [
  ...['playwright-core', 'puppeteer-core', 'webgpu'],
  ...['@aws-sdk/client-s3', 'bullmq', 'ioredis', 'prom-client', 'sharp'],
];

export default defineConfig({
  publicDir: false,
  plugins: [useBuiltLibrary(), licenceTexts()],
  ssr: { noExternal: true, external: OPTIONAL_PEERS },
  build: {
    target: 'node20',
    ssr: true,
    outDir: resolve(import.meta.dirname, '../dist/cli'),
    emptyOutDir: true,
    license: { fileName: LICENCES_FILE },
    rolldownOptions: {
      input: ['main', 'aside-thread', 'node-page-process'].map((name) =>
        resolve(import.meta.dirname, `${name}.ts`),
      ),
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
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
