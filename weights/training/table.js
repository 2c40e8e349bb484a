// Measures all trained networks, plain and compressed, over the 10,000 test pictures, on WebGPU in headless Chromium, and
// prints the table of docs/guides/results.md: node weights/training/table.js [ID …] [--pictures N]. With fewer pictures it is done
// sooner; with none it only measures times. Needs the distribution's package dataset-fashion-mnist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';
import { chromiumFlags, findChromium } from '../../scripts/chromium.js';
import { readArguments, root } from '../../scripts/steps.js';

/** @typedef {import('../../src/index').LoadedModel} Model */

const data = process.env.FASHION_MNIST_DIR ?? '/usr/share/datasets/fashion-mnist';
if (!existsSync(data)) throw new Error(`There is no ${data}: install dataset-fashion-mnist.`);
const { positionals: wanted, values } = readArguments({
  positionals: '[ID…]',
  options: { pictures: { type: 'string', default: '10000' } },
});
const count = Number(values.pictures);
if (!Number.isInteger(count) || count < 0)
  throw new Error('--pictures takes a number of pictures.');
const files = readdirSync(join(root, 'weights/trained'))
  .filter((file) => file.endsWith('.kindling'))
  .map((file) => file.slice(0, -'.kindling'.length))
  .filter((id) => wanted.length === 0 || wanted.includes(id));

const server = await createServer({
  configFile: join(root, 'e2e/support/vite.config.ts'),
  logLevel: 'error',
});
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
  await page.goto(`${server.resolvedUrls?.local[0]}e2e/support/harness.html`);
  const rows = [];
  for (const id of [...files, null]) {
    const model = await page.evaluateHandle(loadIn, id && `/weights/trained/${id}.kindling`);
    const accuracy = id && count > 0 ? await page.evaluate(accuracyIn, { model, count }) : null;
    const { parameters, macs, bytesOnDisk } = await page.evaluate((m) => m.inspect(), model);
    const name = id ?? 'mobilenet-1-28, full convolutions';
    rows.push({ name, model, accuracy, parameters, macs, bytes: id === null ? null : bytesOnDisk });
    console.error(`${name}: ${percent(accuracy)}`); // minutes each, where the adapter is software
  }
  const times = await page.evaluate(
    timesIn,
    rows.map(({ model }) => model),
  );
  console.log('| network | parameters | MACs | ms | bytes | right | compressed | right |');
  console.log('|---|---|---|---|---|---|---|---|');
  for (const [at, { name, parameters, macs, ...plain }] of rows.entries()) {
    if (name.endsWith('-compressed')) continue;
    const compressed = rows.find((row) => row.name === `${name}-compressed`);
    const cells = [
      name,
      parameters.toLocaleString('en-US'),
      `${(macs / 1e6).toFixed(2)} M`,
      times[at]?.toFixed(2),
      plain.bytes?.toLocaleString('en-US') ?? '',
      percent(plain.accuracy),
      compressed?.bytes?.toLocaleString('en-US') ?? '',
      percent(compressed?.accuracy ?? null),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
} finally {
  await browser.close();
  await server.close();
}

/** @param {number | null} share Of all pictures; null where it was not measured. */
function percent(share) {
  return share === null ? '' : `${(100 * share).toFixed(2)} %`;
}

// What follows runs in the page. Modules are imported by variables: these are paths of the server, which no tool shall look for
// on disk.

/** @param {string | null} url A container; null for the MobileNet of full convolutions. @returns {Promise<Model>} */
async function loadIn(url) {
  const [networksPath, libraryPath] = ['/weights/training/networks.ts', '/src/index.ts'];
  const { createRuntime } = await import(libraryPath);
  const { FULL_MOBILENET } = await import(networksPath);
  const runtime = await createRuntime();
  return runtime.load(url ?? FULL_MOBILENET.build());
}

/** @param {{ model: Model, count: number }} given @returns {Promise<number>} */
async function accuracyIn({ model, count }) {
  const measurePath = '/weights/training/measure.ts';
  const { accuracyOf, fetchTestSet, firstOf } = await import(measurePath);
  return accuracyOf(model, firstOf(await fetchTestSet('/fashion-mnist'), count));
}

/** @param {readonly Model[]} models @returns {Promise<number[]>} */
async function timesIn(models) {
  const measurePath = '/weights/training/measure.ts';
  const { timesOf } = await import(measurePath);
  return timesOf(models);
}
