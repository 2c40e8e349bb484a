// The benchmark page as it is built, on a real adapter: it measures, stops, keeps, opens and compares. No time is judged.
import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { networkWith, resultsWith } from '../pages/bench/bench.fixtures';
import { type BenchmarkResults, parseResults, printResults } from '../pages/bench/results';
import { isWhole } from '../src/util/sample.fixtures';
import { expectAccessible, expectNoOverflow, tabTo } from './support/accessibility';
import { test } from './support/pages-server';
import { requireAdapter } from './support/require-adapter';

/** Small enough that a software adapter is done in seconds. */
const FIRST = 'mobilenet-v1-0.25-128';
const SECOND = 'mobilenet-v1-0.25-160';

/** Opens the page with a query. */
async function openBench(page: Page, pagesUrl: string, query: string): Promise<void> {
  await page.goto(`${pagesUrl}bench.html?${query}`);
  await requireAdapter(page);
}

/** What the page left, once a run came to this end. */
async function resultsAfter(page: Page, status: string): Promise<BenchmarkResults> {
  await page.waitForSelector(`html[data-benchmark="${status}"]`, { timeout: 1_000_000 });
  return parseResults((await page.locator('#results').textContent()) ?? '');
}

/** Gives a saved result to the page. */
async function openSaved(page: Page, name: string, text: string): Promise<void> {
  const file = { name, mimeType: 'application/json', buffer: Buffer.from(text) };
  await page.getByLabel('Open a JSON file').setInputFiles(file);
}

/** Nothing serious for people who use the page otherwise, by day and by night; nothing wider than a phone. */
async function checkLooks(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  // Charts are drawn again as wide as their places.
  await expect(() => expectNoOverflow(page)).toPass();
}

function checkResults({ networks, peaks, variants }: BenchmarkResults): void {
  for (const { inferenceMs, cpuMs, coldStart, layers, macs, held } of networks) {
    for (const { p10, median, p90 } of [inferenceMs, coldStart?.ms ?? inferenceMs]) {
      expect(p10).toBeGreaterThan(0);
      expect(median).toBeGreaterThanOrEqual(p10);
      expect(p90).toBeGreaterThanOrEqual(median);
    }
    expect(coldStart).toMatchObject({ repeats: 2 });
    expect(cpuMs?.median).toBeGreaterThan(0);
    expect(held.weights).toBeGreaterThan(1e6);
    expect(layers === null).toBe(peaks === null);
    if (layers) expect(layers.reduce((sum, layer) => sum + layer.macs, 0)).toBe(macs);
  }
  for (const { shapes } of variants) {
    for (const { chosen, variants: timed } of shapes) {
      expect(timed.map(({ variant }) => variant)).toContain(chosen);
      const times = timed.map(({ ms }) => ms);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  }
}

test('measures the CPU where there is no WebGPU', async ({ page, pagesUrl }) => {
  test.setTimeout(600_000);
  await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', {}));
  await page.goto(`${pagesUrl}bench.html?auto=1&networks=${FIRST}`);
  const results = await resultsAfter(page, 'finished');
  await expect(page.getByText('has no WebGPU here, so the CPU computes')).toBeVisible();
  await expect(page.getByText('The CPU computes here.')).toBeVisible();
  expect(results).toMatchObject({ adapter: { architecture: 'cpu' }, peaks: null, variants: [] });
  expect(results.networks[0]?.inferenceMs.median).toBeGreaterThan(0);
  expect(results.networks[0]?.cpuMs).toBeNull();
  expect(results.networks[0]?.coldStart?.ms.median).toBeGreaterThan(0);
  await checkLooks(page);
});

test('measures by the button, shows pictures and tables, saves and compares', async ({
  page,
  pagesUrl,
}) => {
  test.setTimeout(600_000);
  await openBench(page, pagesUrl, `networks=${FIRST},${SECOND}`);
  await checkLooks(page);
  await page.getByRole('button', { name: 'Measure' }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  const results = await resultsAfter(page, 'finished');
  expect(results.networks.map(({ name }) => name)).toEqual([FIRST, SECOND]);
  expect(results.variants).toHaveLength(1);
  checkResults(results);

  const layers = results.networks[0]?.layers ?? [];
  const bars = page.getByRole('img', { name: /^Time of each layer/ }).locator('[aria-label="bar"]');
  await expect(bars.locator('rect')).toHaveCount(layers.length);
  const dots = page.getByRole('img', { name: /^Roofline/ }).locator('[aria-label="dot"] path');
  await expect(dots).toHaveCount(layers.filter(({ macs }) => macs > 0).length);
  for (const name of [/^Time against/, /over α/, /over ρ/, /^Kernel variants/, /^Memory held/]) {
    await expect(page.getByRole('img', { name }).locator('svg')).toBeVisible();
  }
  const rows = page.getByRole('region', { name: 'Networks and their times' }).locator('tbody tr');
  await expect(rows).toHaveCount(2);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download JSON' }).click(),
  ]);
  const saved = readFileSync(await download.path(), 'utf8');
  expect(parseResults(saved)).toEqual(results);
  await openSaved(page, 'before.json', saved);
  const compared = page.getByRole('region', { name: 'Medians of both results' });
  await expect(compared.getByRole('row', { name: FIRST })).toContainText('1.00');
  await checkLooks(page);
});

// The button's run measures the same.
if (isWhole) {
  test('runs its small setting without eyes, and leaves its JSON in the page', async ({
    page,
    pagesUrl,
  }) => {
    test.setTimeout(1_200_000);
    await openBench(page, pagesUrl, 'auto=1&setting=small');
    const results = await resultsAfter(page, 'finished');
    expect(results).toMatchObject({ setting: 'small', failure: null });
    expect(results.networks.map(({ name }) => name)).toEqual([
      'squeezenet-1.1',
      ...['0.25-128', '0.25-160', '0.5-128', '0.5-160'].map((size) => `mobilenet-v1-${size}`),
    ]);
    checkResults(results);
  });
}

test('stops when asked, and keeps what was measured', async ({ page, pagesUrl }) => {
  test.setTimeout(600_000);
  await openBench(page, pagesUrl, `auto=1&networks=${FIRST},${SECOND}`);
  // Its row appears as soon as it is measured.
  await expect(page.getByRole('row', { name: FIRST })).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Cancel' }).click();
  const { status, networks } = await resultsAfter(page, 'cancelled');
  expect(status).toBe('cancelled');
  expect(networks[0]).toMatchObject({ name: FIRST });
  await expect(page.getByText('Cancelled.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Measure again' })).toBeVisible();
});

test('opens a saved result before any run, and says what is wrong with a broken one', async ({
  page,
  pagesUrl,
}) => {
  await page.goto(`${pagesUrl}bench.html`);
  await openSaved(page, 'other.json', printResults(resultsWith({ networks: [networkWith()] })));
  const table = page.getByRole('region', { name: 'Medians of both results' });
  await expect(table.getByRole('row', { name: 'squeezenet-1.1' })).toContainText('10');
  await openSaved(page, 'broken.json', '{"schemaVersion": 1, "status": "done"}');
  await expect(page.getByRole('alert')).toContainText(/cannot be compared.*damaged at status/);
  await openSaved(page, 'broken.json', '{');
  await expect(page.getByRole('alert')).toContainText('not a JSON file');
});

test('works by keyboard', async ({ page, pagesUrl }) => {
  test.setTimeout(600_000);
  await openBench(page, pagesUrl, `networks=${FIRST}`);
  const setting = page.getByRole('combobox', { name: 'Setting' });
  await tabTo(page, setting);
  await page.keyboard.press('ArrowDown');
  await expect(setting).toHaveValue('full');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  const stop = page.getByRole('button', { name: 'Cancel' });
  await tabTo(page, stop);
  await page.keyboard.press('Enter');
  await resultsAfter(page, 'cancelled');
  await tabTo(page, page.getByRole('button', { name: 'Download JSON' }));
  const download = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  expect(parseResults(readFileSync(await (await download).path(), 'utf8')).status).toBe(
    'cancelled',
  );
});

test('refuses a network that it does not know', async ({ page, pagesUrl }) => {
  await openBench(page, pagesUrl, 'auto=1&networks=vgg-16');
  await page.waitForSelector('html[data-benchmark="failed"]');
  await page.getByText('Details').click();
  await expect(page.getByRole('alert')).toContainText('There is no network "vgg-16"');
});
