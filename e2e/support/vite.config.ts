// The browser tests' server: the project's files as they are, and the test page as one bundle. Without that each page
// asks for 250 modules, which takes longer than most tests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { bundle } from './bundle.ts';

const here = import.meta.dirname;

export default defineConfig({
  root: join(here, '../..'),
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

/** Serves harness.html, what it runs and the worker of the tests under /e2e/support/; all of it is built once, into memory. */
function bundledHarness(): Plugin {
  return {
    name: 'bundled-harness',
    async configureServer(server) {
      const page = { name: 'harness.html', content: readFileSync(join(here, 'harness.html')) };
      const files = [page, ...(await bundle('harness')), ...(await bundle('worker'))];
      const contents = new Map(files.map(({ name, content }) => [`/e2e/support/${name}`, content]));
      server.middlewares.use(({ url = '' }, response, next) => {
        const { pathname } = new URL(url, 'http://localhost');
        const content = contents.get(pathname);
        if (content === undefined) return next();
        const type = pathname.endsWith('.html') ? 'text/html' : 'text/javascript';
        response.setHeader('content-type', `${type}; charset=utf-8`);
        response.end(content);
      });
    },
  };
}
