// Live video on the classify page: a camera that Chromium plays, and no memory that grows.
import { expect } from '@playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.js';
import { openClassifyPage } from './classify-page';
import { countedMemory, countGpuMemory, memoryOf } from './gpu-memory';
import { test } from './pages-server';

const executablePath = findChromium();
const FRAMES = 300;

test.use({
  permissions: ['camera'],
  launchOptions: {
    args: [...chromiumFlags, '--use-fake-device-for-media-stream', '--enable-precise-memory-info'],
    ...(executablePath ? { executablePath } : {}),
  },
});

test('classifies 300 frames with no memory that grows', async ({ page, pagesUrl }) => {
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
  console.log('after 60 frames', early, 'after 300', late);
  expect(late.liveBuffers).toBeLessThanOrEqual(early.liveBuffers);
  expect(late.liveTextures).toBeLessThanOrEqual(early.liveTextures);
  // What 240 frames of 640 × 480 would leave behind is 290 MB; what a page needs for itself varies by some kB.
  expect(late.heap - early.heap).toBeLessThan(1_000_000);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: 'Use the camera' })).toBeVisible();
});
