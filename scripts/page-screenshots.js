// Pictures of the two pages: npm run screenshots, those that the README shows; npm run screenshots -- FOLDER, whole pages in
// all ways to see them, light, dark and as on a phone, to be looked at. Needs the build (npm run build:pages) and a Chromium.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { preview } from 'vite';
import { chromiumFlags, findChromium } from './chromium.js';
import { readArguments, root } from './steps.js';

/** @typedef {import('playwright-core').Page} Page */

const LIGHT = { way: '', colorScheme: 'light', width: 1280, height: 1400 };
const OTHERS = [
  { way: '-dark', colorScheme: 'dark', width: 1280, height: 900 },
  { way: '-phone', colorScheme: 'light', width: 360, height: 780 },
];
const PATIENCE_MS = 600_000;

const [given] = readArguments({ positionals: '[FOLDER]' }).positionals;
const folder = given ?? join(root, 'pages', 'screenshots');
mkdirSync(folder, { recursive: true });
const server = await preview({
  configFile: join(root, 'pages', 'vite.config.ts'),
  preview: { port: 0 },
});
const origin = server.resolvedUrls?.local[0] ?? '';
const executablePath = findChromium();
const browser = await chromium.launch({
  args: [...chromiumFlags],
  ...(executablePath ? { executablePath } : {}),
});
for (const { way, colorScheme, width, height } of given ? [LIGHT, ...OTHERS] : [LIGHT]) {
  const viewport = { width, height };
  // @ts-expect-error: JavaScript knows no literal types
  const page = await browser.newPage({ viewport, colorScheme });
  page.setDefaultTimeout(PATIENCE_MS);
  for (const [name, show] of Object.entries({ classify, bench })) {
    await show(page);
    const picture = await page.screenshot({ fullPage: given !== undefined });
    // Few colours: a third of the bytes, and nothing that one would see.
    await sharp(picture)
      .png({ palette: true })
      .toFile(join(folder, `${name}${way}.png`));
  }
  await page.close();
}
await browser.close();
await server.close();

/** @param {Page} page */
async function classify(page) {
  // Shaders are what the pictures show, also where an adapter is software.
  await page.goto(`${origin}index.html?backend=webgpu`);
  const times = page.getByRole('region', { name: 'Where the time goes' });
  await times.locator('.share').first().waitFor();
  await page
    .getByRole('button', { name: /^fire module/ })
    .nth(1)
    .click();
  await page.locator('.maps canvas').waitFor();
}

/** @param {Page} page */
async function bench(page) {
  await page.goto(`${origin}bench.html?auto=1&setting=small`);
  await page.locator('html[data-benchmark="finished"]').waitFor({ state: 'attached' });
  await page.locator('figure svg').first().waitFor();
}
