// Tests that share a page: opening one takes as long as most of them. What a page complains of fails the test that runs then.
import { test as base, expect, type Page } from '@playwright/test';
import { loadHarness, pageErrors } from './open-harness';
import { requireAdapter } from './require-adapter';

/** `page` is a worker's own, with the harness open. */
export const test = base.extend<{ page: Page }, { sharedPage: Page }>({
  sharedPage: [
    async ({ browser }, use) => {
      const page = await browser.newPage();
      await loadHarness(page);
      await use(page);
      await page.close();
    },
    { scope: 'worker' },
  ],
  page: async ({ sharedPage }, use) => {
    await requireAdapter(sharedPage);
    const before = pageErrors(sharedPage).length;
    await use(sharedPage);
    expect(pageErrors(sharedPage).slice(before)).toEqual([]);
  },
});
