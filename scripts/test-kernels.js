// `npm run test:kernels-node [-- [--f16] [PART]]`: the kernel suite in Node on Dawn, for machines that have a GPU and no
// browser; in 16-bit floats, or with PART only variants that have it in their name.
import { createServer } from 'vite';
import { readArguments, root, say } from './steps.js';

const {
  values: { f16 },
  positionals: [part = ''],
} = readArguments({ options: { f16: { type: 'boolean' } }, positionals: '[PART]' });
const precision = f16 ? 'f16' : 'f32';

// Loads the TypeScript sources as the browser tests do; no page connects to it.
const server = await createServer({
  ...{ configFile: false, root, appType: 'custom', logLevel: 'warn' },
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
try {
  const suite = await server.ssrLoadModule('/e2e/support/kernels/kernels-node.ts');
  process.exitCode = (await suite.testKernels(part, precision)) > 0 ? 1 : 0;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await server.close();
}
