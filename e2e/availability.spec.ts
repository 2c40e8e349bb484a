// Where the library runs, and what it says where it cannot.
import { expect, type Page, test } from '@playwright/test';
import { openHarness, pageErrors } from './support/open-harness';

test('a worker classifies an OffscreenCanvas as a page does', async ({ page }) => {
  await openHarness(page);
  const { inWorker, inPage } = await page.evaluate(async () => {
    const worker = new Worker('/e2e/support/worker.js', { type: 'module' });
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [28, 28];
    const offscreen = canvas.transferControlToOffscreen();
    const inWorker = await new Promise<Record<string, unknown>>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(offscreen, [offscreen]);
    });
    worker.terminate();
    const runtime = await harness.createRuntime();
    const model = await runtime.load('fashion-squeezenet');
    const own = new OffscreenCanvas(28, 28);
    const context = own.getContext('2d');
    if (context) context.fillStyle = 'white';
    context?.fillRect(6, 4, 16, 20);
    const inPage = await model.classify(own, { topK: 3 });
    runtime.dispose();
    return { inWorker, inPage };
  });
  expect(inWorker).toEqual({ top: inPage, streamed: inPage, hasDocument: false });
  expect(inPage).toHaveLength(3);
  expect(pageErrors(page)).toEqual([]);
});

test('a page that is not secure can import the library, which says why it cannot run', async ({
  page,
  baseURL,
}) => {
  // A name that is neither localhost nor https; the answers are the server's.
  await page.route('http://kindling.test/**', async (route) => {
    const { pathname, search } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: `${baseURL}${pathname}${search}` }) });
  });
  await page.goto('http://kindling.test/e2e/support/harness.html');
  expect(await thrownIn(page)).toMatch(
    /^WebGPUUnavailableError: .*navigator\.gpu is missing.*not a secure context.*https/,
  );
  expect(await page.evaluate(() => [isSecureContext, 'gpu' in navigator])).toEqual([false, false]);
  // What needs no GPU works.
  expect(
    await page.evaluate(async () => {
      const bytes = await harness.toKindling(
        harness.models.squeezenet({ inputSize: 32, fires: 1 }),
      );
      return (await harness.readModel(bytes)).graph.nodes.length;
    }),
  ).toBeGreaterThan(5);
});

test('a browser without WebGPU can import the library', async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(Navigator.prototype, 'gpu');
    for (const name of Object.getOwnPropertyNames(globalThis)) {
      if (name.startsWith('GPU')) Reflect.deleteProperty(globalThis, name);
    }
  });
  await page.goto('/e2e/support/harness.html');
  expect(await thrownIn(page)).toMatch(
    /^WebGPUUnavailableError: .*navigator\.gpu is missing.*Use one that has it/,
  );
});

test('an adapter that gives no device is a typed error', async ({ page }) => {
  await page.addInitScript(() => {
    GPUAdapter.prototype.requestDevice = () =>
      Promise.reject(new DOMException('the adapter was used before', 'OperationError'));
  });
  await openHarness(page);
  expect(await thrownIn(page)).toMatch(
    /^AdapterUnavailableError: The adapter gives no device: OperationError: the adapter was used/,
  );
});

/** What `createRuntime` throws, once the library is there. */
async function thrownIn(page: Page): Promise<string> {
  await page.waitForFunction(() => globalThis.harness !== undefined);
  return page.evaluate(() => harness.createRuntime().then(() => 'no error', String));
}
