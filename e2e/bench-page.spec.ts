// The benchmark page as it is built, on a real adapter: it measures, stops, keeps, opens and compares. No time is judged.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { parseResults, printResults } from '../pages/bench/results';
import { overflowOf, requireAdapter, test } from './pages-server';

/** Small enough that a software adapter is done in seconds. */
const NETWORKS = 'mobilenet-v1-0.25-128,mobilenet-v1-0.25-160';

/** Opens the page with a query. */
async function openBench(page: Page, pagesUrl: string, query: string): Promise<void> {
  await page.goto(`${pagesUrl}bench.html?${query}`);
  await requireAdapter(page);
}

/** What the page left, once a run came to this end. */
async function resultsAfter(page: Page, status: string) {
  await page.waitForSelector(`html[data-benchmark="${status}"]`, { timeout: 180_000 });
  return parseResults((await page.locator('#results').textContent()) ?? '');
}

test('measures by the button, and shows it in pictures and tables', async ({ page, pagesUrl }) => {
  test.setTimeout(240_000);
  await openBench(page, pagesUrl, `networks=${NETWORKS}`);
  await page.getByRole('button', { name: 'Measure this GPU' }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  const results = await resultsAfter(page, 'finished');
  expect(results.networks.map(({ name }) => name)).toEqual(NETWORKS.split(','));
  await expect(page.getByRole('img', { name: /Memory held/ }).locator('svg rect')).not.toHaveCount(
    0,
  );
});
