// The built pages as any static host would serve them, with their policy, for the tests of pages; and what a page must not do.
import { existsSync } from 'node:fs';
import { test as base, type ConsoleMessage, expect, type Page } from '@playwright/test';
import { type PreviewServer, preview } from 'vite';

interface PagesFixtures {
  /** Where the pages are: `http://127.0.0.1:4173/`. */
  readonly pagesUrl: string;
  /** Console errors, refusals by the policy and requests to other origins so far; the fixture expects none in the end. */
  readonly complaints: string[];
  /** Complaints that a test brings about on purpose. */
  readonly tolerated: RegExp | null;
}

/** `test` with the built pages served on a free port, once for each worker. */
export const test = base.extend<PagesFixtures, { readonly pagesServer: PreviewServer }>({
  pagesServer: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      if (!existsSync('dist/pages/index.html')) {
        throw new Error('The pages are not built; run `npm run build:pages` first.');
      }
      const server = await preview({
        configFile: 'pages/vite.config.ts',
        logLevel: 'warn',
        preview: { port: 0, strictPort: false, open: false },
      });
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  pagesUrl: async ({ pagesServer }, use) => {
    const [url] = pagesServer.resolvedUrls?.local ?? [];
    if (!url) throw new Error('The server of the pages has no address.');
    await use(url);
  },
  tolerated: [null, { option: true }],
  complaints: [
    async ({ page, pagesUrl, tolerated }, use) => {
      const complaints = watch(page, new URL(pagesUrl).origin);
      await use(complaints);
      expect(complaints.filter((complaint) => !tolerated?.test(complaint))).toEqual([]);
    },
    { auto: true },
  ],
});

/** Gathers what a page does wrong. Chromium reports refusals by a policy as console errors. */
function watch(page: Page, origin: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const { protocol, origin: other } = new URL(request.url());
    if (protocol.startsWith('http') && other !== origin) complaints.push(`asks ${request.url()}`);
  });
  return complaints;
}
