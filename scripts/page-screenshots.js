// Pictures of the two pages as the README shows them: npm run screenshots [-- FOLDER]. All ways to see them, so that
// they can be looked at: light, dark, and as on a phone. Needs the build (npm run build:pages) and a Chromium.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { chromiumFlags, findChromium } from './chromium.js';
import { root } from './steps.js';

/** @typedef {import('playwright-core').Page} Page */

const WAYS = [
  { way: '', colorScheme: 'light', width: 1280, height: 900 },
  { way: '-dark', colorScheme: 'dark', width: 1280, height: 900 },
  { way: '-phone', colorScheme: 'light', width: 360, height: 780 },
];
const PATIENCE_MS = 600_000;

const folder = process.argv[2] ?? join(root, 'pages', 'screenshots');
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
for (const { way, colorScheme, width, height } of WAYS) {
  const viewport = { width, height };
  // @ts-expect-error: JavaScript knows no literal types
  const page = await browser.newPage({ viewport, colorScheme });
  page.setDefaultTimeout(PATIENCE_MS);
  for (const [name, show] of Object.entries({ classify, bench })) {
    await show(page);
    await page.screenshot({ path: join(folder, `${name}${way}.png`), fullPage: true });
  }
  await page.close();
}
await browser.close();
await server.close();

/** @param {Page} page */
async function classify(page) {
  await page.goto(`${origin}index.html`);
  await page.getByRole('heading', { name: 'Where the time goes' }).waitFor();
  await page.locator('.times .share').first().waitFor();
  await page
    .getByRole('button', { name: /^fire module/ })
    .nth(1)
    .click();
  await page.locator('.maps canvas').waitFor();
}

/** @param {Page} page */
async function bench(page) {
  await page.goto(`${origin}bench.html?auto=1&setting=small`);
  await page.locator('#results').waitFor({ state: 'attached' });
}
