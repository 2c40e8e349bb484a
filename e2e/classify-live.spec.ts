// Live video on the classify page: a camera that Chromium plays, and no memory that grows.
import { expect, type Page } from '@playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.js';
import { openClassifyPage } from './classify-page';
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

/** What tests count of WebGPU's memory. */
interface Counting {
  liveBuffers: number;
  liveTextures: number;
  answers: number;
}

test('classifies 300 frames with no memory that grows', async ({ page, pagesUrl }) => {
  await page.addInitScript(countGpuMemory);
  await openClassifyPage(page, pagesUrl);
  await page.getByRole('button', { name: 'Use the camera' }).click();
  await expect(page.getByText('frames a second')).toBeVisible({ timeout: 60_000 });
  const start = await counted(page);
  await expect
    .poll(async () => (await counted(page)).answers - start.answers, { timeout: 100_000 })
    .toBeGreaterThan(FRAMES / 5);
  const early = await memoryOf(page);
  await expect
    .poll(async () => (await counted(page)).answers - start.answers, { timeout: 100_000 })
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

/** Runs in the page before its scripts: counts buffers and textures that are alive, and answers that were read back. */
function countGpuMemory(): void {
  const counting: Counting = { liveBuffers: 0, liveTextures: 0, answers: 0 };
  Object.assign(globalThis, { counting });
  const { createBuffer, createTexture } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    counting.liveBuffers++;
    return createBuffer.call(this, descriptor);
  };
  GPUDevice.prototype.createTexture = function (descriptor) {
    counting.liveTextures++;
    return createTexture.call(this, descriptor);
  };
  const destroyBuffer = GPUBuffer.prototype.destroy;
  GPUBuffer.prototype.destroy = function () {
    counting.liveBuffers--;
    return destroyBuffer.call(this);
  };
  const destroyTexture = GPUTexture.prototype.destroy;
  GPUTexture.prototype.destroy = function () {
    counting.liveTextures--;
    return destroyTexture.call(this);
  };
  const { mapAsync } = GPUBuffer.prototype;
  GPUBuffer.prototype.mapAsync = function (...given) {
    counting.answers++;
    return mapAsync.apply(this, given);
  };
}

function counted(page: Page): Promise<Counting> {
  return page.evaluate(() => ({ ...(globalThis as unknown as { counting: Counting }).counting }));
}

/** Live GPU objects, and the bytes of JavaScript's heap after a collection. */
async function memoryOf(page: Page): Promise<Counting & { heap: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return { ...(await counted(page)), heap: usedSize };
}
