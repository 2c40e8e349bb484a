// The library in a page: what a developer relies on besides the answers themselves.
import { expect, type Page, test } from '@playwright/test';
import { openHarness } from './support/open-harness';
import { readCompressedSqueezeNet, readShared, requireShared } from './support/shared-material';

const weights = '/test-weights/squeezenet.net';
const burger = '/test-pictures/burger.jpg';

/** Matches a path, not a query that ends with it. */
const at = (path: string) => (url: URL) => url.pathname === path;

test.beforeEach(async ({ page }) => {
  requireShared();
  await page.route(at(weights), (route) => route.fulfill({ body: readCompressedSqueezeNet() }));
  await page.route(at(burger), (route) =>
    route.fulfill({ body: readShared('photos/burger.jpg'), contentType: 'image/jpeg' }),
  );
  await openHarness(page);
});

test('overlapping runs give each its own answer', async ({ page }) => {
  const [alone, together] = await page.evaluate(async (url) => {
    const runtime = await harness.createRuntime();
    const model = await runtime.load(url);
    const inputs = [1, 2, 3].map((step) =>
      Float32Array.from({ length: 3 * 227 * 227 }, (_, i) => ((i * step) % 255) - 120),
    );
    const one = [];
    for (const data of inputs) one.push((await model.run({ data })).prob?.data);
    const all = await Promise.all(inputs.map((data) => model.run({ data })));
    runtime.dispose();
    return [one, all.map((result) => result.prob?.data)];
  }, weights);
  expect(together).toEqual(alone);
  expect(together?.[0]).not.toEqual(together?.[1]);
});

test('an image in a batch gives what it gives alone', async ({ page }) => {
  const [alone, batched] = await page.evaluate(async (url) => {
    const size = 3 * 227 * 227;
    const runtime = await harness.createRuntime();
    const [single, batch] = [await runtime.load(url), await runtime.load(url, { batch: 3 })];
    const images = Float32Array.from({ length: 3 * size }, (_, i) => ((i * 7919) % 255) - 120);
    const { logits } = await batch.run({ data: images });
    const second = await single.run({ data: images.slice(size, 2 * size) });
    runtime.dispose();
    return [second.logits?.data, logits?.data.slice(1000, 2000)];
  }, weights);
  expect(batched).toEqual(alone);
});

test('classify ranks as many classes as asked, the same every time', async ({ page }) => {
  const runs = await page.evaluate(
    async ([url, picture]) => {
      const runtime = await harness.createRuntime();
      const model = await runtime.load(url);
      const blob = await (await fetch(picture)).blob();
      const answers = [];
      for (const topK of [1, 1000, 5, 5]) answers.push(await model.classify(blob, { topK }));
      runtime.dispose();
      return answers;
    },
    [weights, burger] as const,
  );
  const [first = [], all = [], five, again] = runs;
  expect(all).toHaveLength(1000);
  expect(all.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 4);
  expect(new Set(all.map(({ index }) => index)).size).toBe(1000);
  expect(first).toEqual(all.slice(0, 1));
  expect(five).toEqual(all.slice(0, 5));
  expect(again).toEqual(five);
});

test('loading tells its progress and can be aborted', async ({ page }) => {
  const { last, aborted } = await page.evaluate(async (url) => {
    const runtime = await harness.createRuntime();
    const seen: { loaded: number; total: number }[] = [];
    await runtime.load(url, { onProgress: (progress) => seen.push(progress) });
    const controller = new AbortController();
    const loading = runtime.load(url, { signal: controller.signal });
    controller.abort();
    const reason: unknown = await loading.catch((error: unknown) => error);
    runtime.dispose();
    return { last: seen.at(-1), aborted: reason instanceof DOMException && reason.name };
  }, weights);
  expect(last).toMatchObject({ loaded: 675_763 });
  expect(aborted).toBe('AbortError');
});

const MISUSES: readonly (readonly [string, string, RegExp])[] = [
  ['a topK of 0', 'model.classify(picture, { topK: 0 })', /^TensorError: topK .* 1 to 1000, got 0/],
  [
    'an unknown output',
    "model.run({ data }, { outputs: ['nope'] })",
    /^TensorError: .*"nope".*"logits"/,
  ],
  [
    'an unknown input',
    'model.run({ data, more: data })',
    /^TensorError: .*"more".*"data" \[1, 3, 227, 227\]/,
  ],
  ['an input too short', 'model.run({ data: data.slice(1) })', /^TensorError: Got 154586 numbers/],
  ['no input', 'model.run({})', /^TensorError: Got no Float32Array for input "data"/],
  [
    'an unknown inner output',
    "runtime.load(url, { outputs: ['fire99'] })",
    /^GraphError: .*"fire99"/,
  ],
  ['an unknown model', "runtime.load('mobilenet')", /^UnknownModelError: .*squeezenet1\.0-dc/],
  ['a batch of nothing', 'runtime.load(url, { batch: 0 })', /^RangeError: A batch .* got 0/],
  ['a missing URL', "runtime.load('/nowhere/model.net')", /^WeightsUnavailableError: .*404/],
  ['a run after dispose', '(model.dispose(), model.run({ data }))', /^TensorError: .*disposed/],
  ['a picture that has not loaded', 'model.classify(new Image())', /^ImageError: .*0×0/],
];

test('misuse is a typed error that says what to do', async ({ page }) => {
  const thrown = await page.evaluate(
    async ([url, calls]) => {
      const runtime = await harness.createRuntime();
      const results: string[] = [];
      for (const call of calls) {
        const model = await runtime.load(url);
        const data = new Float32Array(3 * 227 * 227);
        const picture = new ImageData(4, 4);
        // The calls are this file's own; written as text they can stand in a table beside what they throw.
        const attempt = new Function(
          'runtime',
          'model',
          'data',
          'picture',
          'url',
          `return ${call}`,
        );
        const outcome: unknown = await (async () =>
          attempt(runtime, model, data, picture, url))().catch((error: unknown) => error);
        results.push(outcome instanceof Error ? `${outcome.name}: ${outcome.message}` : 'no error');
        model.dispose();
      }
      return results;
    },
    [weights, MISUSES.map(([, call]) => call)] as const,
  );
  for (const [index, [what, , pattern]] of MISUSES.entries()) {
    expect(thrown[index], what).toMatch(pattern);
  }
});

test('a lost device rejects runs under way and later ones', async ({ page }) => {
  const thrown = await page.evaluate(async (url) => {
    const adapter = await navigator.gpu.requestAdapter();
    const device = await adapter?.requestDevice();
    const runtime = await harness.createRuntime(device ? { device } : {});
    const model = await runtime.load(url);
    const data = new Float32Array(3 * 227 * 227);
    const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'no error');
    const running = model.run({ data }).then(nameOf, nameOf);
    device?.destroy();
    return [await running, await model.run({ data }).then(nameOf, nameOf)];
  }, weights);
  expect(thrown).toEqual(['DeviceLostError', 'DeviceLostError']);
});

test('a plan beyond the device says which limit is short', async ({ page }) => {
  const thrown = await page.evaluate(async (url) => {
    const adapter = await navigator.gpu.requestAdapter();
    const device = await adapter?.requestDevice(); // WebGPU's default limits: 128 MiB a binding
    const runtime = await harness.createRuntime(device ? { device } : {});
    const error: unknown = await runtime
      .load(url, { batch: 50 })
      .catch((reason: unknown) => reason);
    device?.destroy();
    return error instanceof harness.LimitError ? error.message : String(error);
  }, weights);
  expect(thrown).toContain('maxStorageBufferBindingSize');
});

test('errors outside a run reach onError', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const adapter = await navigator.gpu.requestAdapter();
    const device = await adapter?.requestDevice();
    if (!device) return [];
    const errors: string[] = [];
    const told = Promise.withResolvers<void>();
    const runtime = await harness.createRuntime({
      device,
      onError: ({ name, message }) => {
        errors.push(`${name}: ${message}`);
        if (message.includes('the last one')) told.resolve();
      },
    });
    device.createBuffer({ size: 16, usage: 0xff_ff });
    // Errors come in their order: behind this one's there is no other of the first.
    device.createBuffer({ label: 'the last one', size: 16, usage: 0xff_ff });
    await told.promise;
    runtime.dispose();
    device.destroy();
    return errors;
  });
  expect(seen).toHaveLength(2);
  for (const error of seen) expect(error).toMatch(/^GPUFailureError: WebGPU reports:/);
});

test('a shader that does not compile is an error with its line', async ({ page }) => {
  const thrown = await page.evaluate(() => harness.compileBrokenShader());
  expect(thrown).toMatch(/^GPUFailureError: Pipeline broken.*line 2/s);
});

test('halves on a device without them are an error that says what to do', async ({ page }) => {
  const [hasHalves, thrown] = await page.evaluate(async (url) => {
    const runtime = await harness.createRuntime();
    const adapter = await navigator.gpu.requestAdapter();
    const outcome: unknown = await runtime
      .load(url, { precision: 'f16' })
      .then((model) => model.inspect().precision)
      .catch(String);
    runtime.dispose();
    return [adapter?.features.has('shader-f16'), outcome];
  }, weights);
  expect(thrown).toMatch(hasHalves ? /^f16$/ : /^UnsupportedError: .*shader-f16.*"f32"/);
});

test('without WebGPU and without an adapter the runtime says so', async ({ page }) => {
  expect(
    await openWithout(
      page,
      "Object.defineProperty(Navigator.prototype, 'gpu', { value: undefined })",
    ),
  ).toMatch(/^WebGPUUnavailableError: .*navigator\.gpu is missing/);
  expect(
    await openWithout(page, 'navigator.gpu.requestAdapter = () => Promise.resolve(null)'),
  ).toMatch(/^AdapterUnavailableError: .*no adapter/);
});

/** Opens the harness with a changed navigator and returns what `createRuntime` throws. */
async function openWithout(page: Page, change: string): Promise<string> {
  await page.evaluate((script) => {
    const element = document.createElement('script');
    element.textContent = script;
    document.head.append(element);
  }, change);
  const thrown = await page.evaluate(async () => {
    const outcome: unknown = await harness.createRuntime().catch((error: unknown) => error);
    return outcome instanceof Error ? `${outcome.name}: ${outcome.message}` : 'no error';
  });
  await page.reload();
  await page.waitForFunction(() => globalThis.harness !== undefined);
  return thrown;
}
