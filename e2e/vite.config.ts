// The browser tests' server: the project's files as they are, and the test page as one bundle. Without that each page
// asks for 250 modules, which takes longer than most tests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, defineConfig, type Plugin, type Rolldown } from 'vite';

const here = import.meta.dirname;

export default defineConfig({
  root: join(here, '..'),
  publicDir: false,
  plugins: [bundledHarness()],
  server: {
    host: '127.0.0.1', // a secure context, which WebGPU asks for, and closed to the network
    // A page that reloads itself under a running test would lose the test's device.
    hmr: false,
    watch: null,
  },
  optimizeDeps: { noDiscovery: true }, // the bundle has all that pages import
});

/** Serves harness.html, what it runs and the worker of the tests under /e2e/; all of it is built once, into memory. */
function bundledHarness(): Plugin {
  return {
    name: 'bundled-harness',
    async configureServer(server) {
      const page = readFileSync(join(here, 'harness.html'));
      const files = new Map<string, string | Uint8Array>([['/e2e/harness.html', page]]);
      for (const file of await bundle()) {
        files.set(`/e2e/${file.fileName}`, file.type === 'chunk' ? file.code : file.source);
      }
      server.middlewares.use(({ url = '' }, response, next) => {
        const { pathname } = new URL(url, 'http://localhost');
        const body = files.get(pathname);
        if (body === undefined) return next();
        const type = pathname.endsWith('.html') ? 'text/html' : 'text/javascript';
        response.setHeader('content-type', `${type}; charset=utf-8`);
        response.end(body);
      });
    },
  };
}

/** Each entry is one file: what the library loads only when asked comes with it. */
async function bundle(): Promise<readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[]> {
  const outputs: (Rolldown.OutputChunk | Rolldown.OutputAsset)[] = [];
  for (const entry of ['harness', 'worker']) {
    const built = await build({
      configFile: false,
      root: here,
      base: './', // the CPU's worker is found from where the harness lies
      publicDir: false,
      logLevel: 'warn',
      worker: { format: 'es', rolldownOptions: { output: { entryFileNames: '[name].js' } } },
      build: {
        target: 'es2022',
        write: false,
        minify: false, // what a page complains of keeps its names
        lib: { entry: join(here, `${entry}.ts`), formats: ['es'], fileName: entry },
        rolldownOptions: { output: { codeSplitting: false } },
      },
    });
    for (const { output } of built as Rolldown.RolldownOutput[]) outputs.push(...output);
  }
  return outputs;
}
