// The workers guide as a user has it: its code pasted into an empty project, in Vite's development server, built by Vite and
// by webpack, without a setting. The page is told what is in its picture.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { createServer } from 'vite';
import { buildByVite } from './consumers/vite/build';
import { buildByWebpack } from './consumers/webpack/build';
import { emptyProject, test, writeBoot } from './support/installed-package';
import { requireAdapter } from './support/require-adapter';
import { serveFolder } from './support/static-folder';

/** The guide's two blocks of code: the worker's, and the page's. */
const [WORKER = '', PAGE = ''] = [
  ...readFileSync(join(import.meta.dirname, '../docs/guides/workers.md'), 'utf8').matchAll(
    /```ts\n(.*?)```/gs,
  ),
].map(([, code]) => code);

test('in Vite, while it is developed', async ({ page, installedIn }) => {
  const folder = await pastedInto(installedIn, 'developed');
  const server = await createServer({
    ...{ root: folder, configFile: false, logLevel: 'error' },
    server: { host: '127.0.0.1', port: 0 },
  });
  try {
    await server.listen();
    await expectAnswer(page, server.resolvedUrls?.local[0] ?? '');
  } finally {
    await server.close();
  }
});

test('built by Vite', async ({ page, installedIn }) => {
  const folder = await pastedInto(installedIn, 'by-vite');
  const built = await emptyProject(installedIn, 'by-vite-built');
  await buildByVite(folder, built);
  await using host = await serveFolder(built);
  await expectAnswer(page, host.url);
});

test('built by webpack', async ({ page, installedIn }) => {
  const folder = await pastedInto(installedIn, 'by-webpack');
  const built = await emptyProject(installedIn, 'by-webpack-built');
  await buildByWebpack(folder, built);
  for (const file of ['index.html', 'picture.png']) cpSync(join(folder, file), join(built, file));
  await using host = await serveFolder(built);
  await expectAnswer(page, host.url);
});

test('built by Vite, where there is no WebGPU', async ({ page, installedIn }) => {
  const folder = await pastedInto(
    installedIn,
    'on-cpu',
    "Object.defineProperty(navigator, 'gpu', {});\n",
  );
  const built = await emptyProject(installedIn, 'on-cpu-built');
  await buildByVite(folder, built);
  await using host = await serveFolder(built);
  await expectAnswer(page, host.url);
});

/** A project with the guide's code and a page for it. */
async function pastedInto(installedIn: string, name: string, before = ''): Promise<string> {
  const folder = await emptyProject(installedIn, name);
  cpSync(join(import.meta.dirname, 'consumers/bundled/index.html'), join(folder, 'index.html'));
  await writeBoot(join(folder, 'picture.png'));
  writeFileSync(join(folder, 'worker.js'), before + WORKER);
  writeFileSync(join(folder, 'main.js'), PAGE);
  return folder;
}

/** Opens the page, and waits until it logs what its worker answered; nothing else may go wrong. */
async function expectAnswer(page: Page, url: string): Promise<void> {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  const logged = page.waitForEvent('console', {
    predicate: (message) => message.type() === 'log',
    timeout: 120_000,
  });
  await page.goto(url);
  await requireAdapter(page);
  const [argument] = (await logged).args();
  expect(await argument?.jsonValue()).toMatchObject([
    { label: 'Ankle boot' },
    { index: expect.any(Number) },
    { probability: expect.any(Number) },
  ]);
  expect(complaints).toEqual([]);
}
