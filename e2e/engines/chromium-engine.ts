// Chromium as an engine, on devices that can do less than its own: in compatibility mode, and with the least limits and features.
import { type Browser, chromium } from '@playwright/test';
import { serveOffers } from '../../cli/local-server';
import type { Offers } from '../../cli/offers';
import { answerAsText } from '../../cli/page-text';
import { START_PAGE } from '../../cli/start-page';
import { chromiumFlags, findChromium } from '../../scripts/chromium.js';
import { answerTo, type Engine, EngineError, requestText, valueFrom } from './engine';

/** An adapter on OpenGL ES, by whatever renders that here: 128 invocations a workgroup. */
const ON_OPENGL_ES = [
  '--use-webgpu-adapter=opengles',
  '--ignore-gpu-blocklist',
  '--use-gl=angle',
  '--use-angle=gl-egl',
];

/** Starts Chromium on a device in compatibility mode. @throws EngineError where there is none */
export async function openCompatible(offers: Offers): Promise<Engine> {
  return openChromium(offers, 'compatibility', ON_OPENGL_ES, () => {
    // Where a browser has other adapters as well, those of core come first.
    const { requestAdapter } = GPU.prototype;
    GPU.prototype.requestAdapter = async function (options) {
      return options?.featureLevel === 'compatibility' ? requestAdapter.call(this, options) : null;
    };
  });
}

/** Starts Chromium on a device with the limits and features that every one has. @throws EngineError where there is no adapter */
export async function openLeast(offers: Offers): Promise<Engine> {
  return openChromium(offers, 'core', [], () => {
    const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = function () {
      return requestDevice.call(this);
    };
    const none = Object.assign(new Set<GPUFeatureName>(), { __brand: 'GPUSupportedFeatures' });
    Object.defineProperty(GPUAdapter.prototype, 'features', { get: () => none });
  });
}

async function openChromium(
  offers: Offers,
  level: 'core' | 'compatibility',
  flags: readonly string[],
  prepare: () => void,
): Promise<Engine> {
  const server = await serveOffers(offers);
  const start = server.origin + offers.offer(Buffer.from(START_PAGE), '.html');
  const executablePath = findChromium();
  let browser: Browser | null = null;
  const close = async () => {
    await browser?.close();
    server.close();
  };
  try {
    browser = await chromium.launch({
      args: [...chromiumFlags, ...flags],
      ...(executablePath ? { executablePath } : { channel: 'chromium' }),
    });
    const page = await browser.newPage();
    await page.addInitScript(prepare);
    await page.goto(start);
    await page.waitForFunction('globalThis.kindling');
    await page.evaluate(`globalThis.callSession = ${answerTo}`);
    const engine: Engine = {
      name: `Chromium ${browser.version()}`,
      origin: server.origin,
      evaluate: async (work, argument) =>
        valueFrom(await page.evaluate(answerAsText, requestText(work, argument))),
      [Symbol.asyncDispose]: close,
    };
    const found = await engine.evaluate(async () => {
      const runtime = await kindling.createRuntime();
      const { featureLevel } = runtime.adapter;
      runtime.dispose();
      return featureLevel;
    }, null);
    if (found !== level) throw new EngineError(`The adapter is of level ${found}, not ${level}.`);
    return engine;
  } catch (error) {
    await close();
    throw error;
  }
}
