// Measures all trained networks, plain and compressed, over the 10,000 test pictures, on WebGPU in headless Chromium, and
// prints the table of the README: node weights/training/table.js [ID …]. Needs the distribution's package
// dataset-fashion-mnist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';
import { chromiumFlags, findChromium } from '../../scripts/chromium.js';
import { root } from '../../scripts/steps.js';

const data = process.env.FASHION_MNIST_DIR ?? '/usr/share/datasets/fashion-mnist';
if (!existsSync(data)) throw new Error(`There is no ${data}: install dataset-fashion-mnist.`);
const wanted = process.argv.slice(2);
const files = readdirSync(join(root, 'weights/trained'))
  .filter((file) => file.endsWith('.kindling'))
  .map((file) => file.slice(0, -'.kindling'.length))
  .filter((id) => wanted.length === 0 || wanted.includes(id));

const server = await createServer({ root, mode: 'e2e', logLevel: 'error' });
await server.listen();
const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : { channel: 'chromium' }),
  args: [...chromiumFlags],
});
try {
  const page = await browser.newPage();
  await page.route('**/fashion-mnist/*', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1);
    return route.fulfill({ body: gunzipSync(readFileSync(join(data, `${name}.gz`))) });
  });
  await page.goto(`${server.resolvedUrls?.local[0]}e2e/harness.html`);
  console.log('| network | right | parameters | MACs | bytes | ms |\n|---|---|---|---|---|---|');
  for (const id of files) {
    const { accuracy, parameters, macs, bytes, medianMs } = await page.evaluate(measureIn, id);
    const cells = [
      id,
      `${(100 * accuracy).toFixed(2)} %`,
      parameters.toLocaleString('en-US'),
      `${(macs / 1e6).toFixed(2)} M`,
      bytes.toLocaleString('en-US'),
      medianMs.toFixed(2),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
} finally {
  await browser.close();
  await server.close();
}

/** Runs in the page. @param {string} id @returns {Promise<import('./measure').Measurement>} */
async function measureIn(id) {
  // As variables: these are paths of the server, which no tool shall look for on disk.
  const [measurePath, libraryPath] = ['/weights/training/measure.ts', '/src/index.ts'];
  const { fetchTestSet, measure } = await import(measurePath);
  const { createRuntime } = await import(libraryPath);
  const runtime = await createRuntime();
  try {
    return await measure(
      runtime,
      `/weights/trained/${id}.kindling`,
      await fetchTestSet('/fashion-mnist'),
    );
  } finally {
    runtime.dispose();
  }
}
