// The built pages on a server of their own, as any host of static files serves them, and what tests watch on them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { preview } from 'vite';

const root = join(import.meta.dirname, '..');

/** What a page did that it should not do. */
export interface Watched {
  /** Errors on the console, refusals by the Content-Security-Policy among them, and what nobody caught. */
  readonly errors: string[];
  /** Requests to other origins than the page's own. */
  readonly foreign: string[];
}

/** Tests of the built pages: `origin` serves them, `watched` says what went wrong on the test's page. */
export const test = base.extend<{ watched: Watched }, { origin: string }>({
  origin: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      if (!existsSync(join(root, 'dist/pages/index.html'))) {
        throw new Error('The pages are not built: npm run build:pages.');
      }
      const server = await preview({
        configFile: join(root, 'pages/vite.config.ts'),
        preview: { port: 0 },
        logLevel: 'error',
      });
      await use(server.resolvedUrls?.local[0] ?? '');
      await server.close();
    },
    { scope: 'worker' },
  ],
  watched: async ({ page, origin }, use) => {
    await use(watch(page, origin));
  },
});

function watch(page: Page, origin: string): Watched {
  const watched: Watched = { errors: [], foreign: [] };
  page.on('console', (message) => {
    if (message.type() === 'error') watched.errors.push(message.text());
  });
  page.on('pageerror', (error) => watched.errors.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (/^https?:/.test(url) && !url.startsWith(origin)) watched.foreign.push(url);
  });
  return watched;
}
