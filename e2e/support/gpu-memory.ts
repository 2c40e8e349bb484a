// Counts what a page holds on the GPU and in JavaScript's heap.
import { expect, type Page } from '@playwright/test';

/** WebGPU objects that were made and not destroyed, and results that were asked for. */
export interface GpuMemory {
  readonly liveBuffers: number;
  readonly liveTextures: number;
  readonly answers: number;
}

declare global {
  /** Set by `countGpuMemory`. */
  var gpuMemory: GpuMemory;
}

/** Runs in the page before its scripts. Whoever destroys an object twice is counted once. */
export function countGpuMemory(): void {
  const counting = { liveBuffers: 0, liveTextures: 0, answers: 0 };
  globalThis.gpuMemory = counting;
  if (typeof GPUDevice === 'undefined') return;
  const live = new WeakSet<object>();
  const { createBuffer, createTexture } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    live.add(buffer);
    counting.liveBuffers++;
    return buffer;
  };
  GPUDevice.prototype.createTexture = function (descriptor) {
    const texture = createTexture.call(this, descriptor);
    live.add(texture);
    counting.liveTextures++;
    return texture;
  };
  const destroyBuffer = GPUBuffer.prototype.destroy;
  GPUBuffer.prototype.destroy = function () {
    if (live.delete(this)) counting.liveBuffers--;
    return destroyBuffer.call(this);
  };
  const destroyTexture = GPUTexture.prototype.destroy;
  GPUTexture.prototype.destroy = function () {
    if (live.delete(this)) counting.liveTextures--;
    return destroyTexture.call(this);
  };
  const { mapAsync } = GPUBuffer.prototype;
  GPUBuffer.prototype.mapAsync = function (...given) {
    counting.answers++;
    return mapAsync.apply(this, given);
  };
}

/** What is counted now. */
export function countedMemory(page: Page): Promise<GpuMemory> {
  return page.evaluate(() => ({ ...globalThis.gpuMemory }));
}

/** Nothing of the GPU is held, once work that nobody waits for any more has ended too. */
export async function expectNothingHeld(page: Page): Promise<void> {
  await expect
    .poll(() => countedMemory(page), { timeout: 60_000 })
    .toMatchObject({ liveBuffers: 0, liveTextures: 0 });
}

/** Promises that somebody still holds, after a collection: each call that is not forgotten leaves some. */
export async function livePromises(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const { result } = await session.send('Runtime.evaluate', { expression: 'Promise.prototype' });
  const { objects } = await session.send('Runtime.queryObjects', {
    prototypeObjectId: result.objectId ?? '',
  });
  const { result: length } = await session.send('Runtime.callFunctionOn', {
    functionDeclaration: 'function () { return this.length; }',
    objectId: objects.objectId ?? '',
  });
  await session.detach();
  return Number(length.value);
}

/** Live GPU objects, and the bytes of JavaScript's heap after a collection. */
export async function memoryOf(page: Page): Promise<GpuMemory & { heap: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return { ...(await countedMemory(page)), heap: usedSize };
}
