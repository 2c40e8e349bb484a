// Live video on the classify page: a camera that Chromium plays, no memory that grows, and a device that is lost.
import { expect } from '@playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.js';
import { timesOf } from '../src/util/sample.fixtures';
import { bestAnswer, openClassifyPage } from './support/classify-page';
import { countedMemory, countGpuMemory, memoryOf } from './support/gpu-memory';
import { keepDevices } from './support/keep-devices';
import { test } from './support/pages-server';

const executablePath = findChromium();
const FRAMES = timesOf(60, 300);

test.use({
  permissions: ['camera'],
  launchOptions: {
    args: [...chromiumFlags, '--use-fake-device-for-media-stream', '--enable-precise-memory-info'],
    ...(executablePath ? { executablePath } : {}),
  },
});

test(`classifies ${FRAMES} frames with no memory that grows`, async ({ page, pagesUrl }) => {
  await page.addInitScript(countGpuMemory);
  await openClassifyPage(page, pagesUrl);
  await page.getByRole('button', { name: 'Use the camera' }).click();
  await expect(page.getByText('frames a second')).toBeVisible({ timeout: 120_000 });
  const start = await countedMemory(page);
  await expect
    .poll(async () => (await countedMemory(page)).answers - start.answers, { timeout: 300_000 })
    .toBeGreaterThan(FRAMES / 5);
  const early = await memoryOf(page);
  await expect
    .poll(async () => (await countedMemory(page)).answers - start.answers, { timeout: 300_000 })
    .toBeGreaterThan(FRAMES);
  const late = await memoryOf(page);
  console.log('after a fifth of the frames', early, 'after all', late);
  expect(late.liveBuffers).toBeLessThanOrEqual(early.liveBuffers);
  expect(late.liveTextures).toBeLessThanOrEqual(early.liveTextures);
  // What 240 frames of 640 × 480 would leave behind is 290 MB; what a page needs for itself varies by some kB.
  expect(late.heap - early.heap).toBeLessThan(1_000_000);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: 'Use the camera' })).toBeVisible();
});

test('a phone shows the camera and what is said of it together', async ({ page, pagesUrl }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openClassifyPage(page, pagesUrl);
  await page.getByRole('button', { name: 'Use the camera' }).click();
  await expect(page.getByText('frames a second')).toBeVisible({ timeout: 60_000 });
  for (const part of [page.locator('video'), page.getByRole('list', { name: 'Best answers' })]) {
    await expect(part).toBeInViewport({ ratio: 1 });
  }
  await page.getByRole('button', { name: 'Stop' }).click();
});

test('the camera goes on when the device is lost', async ({ page, pagesUrl }) => {
  await page.addInitScript(keepDevices);
  await page.addInitScript(countGpuMemory);
  await openClassifyPage(page, pagesUrl);
  await page.getByRole('button', { name: 'Use the camera' }).click();
  await expect(page.getByText('frames a second')).toBeVisible({ timeout: 60_000 });
  await page.evaluate(() => globalThis.devices[0]?.destroy());
  await expect(page.getByText('The GPU went away and was opened again')).toBeVisible({
    timeout: 60_000,
  });
  const start = await countedMemory(page);
  await expect
    .poll(async () => (await countedMemory(page)).answers - start.answers, { timeout: 60_000 })
    .toBeGreaterThan(10);
  await expect(bestAnswer(page)).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(bestAnswer(page)).toHaveCount(0);
  expect(await page.evaluate(() => globalThis.devices.length)).toBe(2);
});
