// A browser without WebGPU: the same calls are answered on the CPU, in a worker, where the caller allows it, and say so.
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { findChromium } from '../scripts/chromium.js';
import type { Runtime } from '../src/index';
import { readCompressedSqueezeNet, readShared, requireShared } from './support/shared-material';

declare global {
  var runtimes: Runtime[] | undefined;
}

let browser: Browser;
let page: Page;

test.beforeAll(async () => {
  const executablePath = findChromium();
  browser = await chromium.launch({
    args: ['--no-sandbox'],
    ...(executablePath ? { executablePath } : { channel: 'chromium' }),
  });
});

test.beforeEach(async ({ baseURL }) => {
  page = await browser.newPage();
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'gpu'));
  await page.goto(`${baseURL}/e2e/support/harness.html`);
  await page.waitForFunction(() => globalThis.harness !== undefined);
});

test.afterEach(() => page.close());
test.afterAll(() => browser.close());

test("'auto' classifies the embedded samples on the CPU, and says why", async () => {
  const result = await page.evaluate(async () => {
    const runtime = await harness.createRuntime({ backend: 'auto' });
    const model = await runtime.load('fashion-squeezenet');
    const sheet = await createImageBitmap(
      await (await fetch('/weights/samples/fashion-mnist.png')).blob(),
    );
    const labels = [];
    for (let y = 0; y < sheet.height; y += 28) {
      for (let x = 0; x < sheet.width; x += 28) {
        const picture = await createImageBitmap(sheet, x, y, 28, 28);
        labels.push((await model.classify(picture, { topK: 1 }))[0]?.index);
      }
    }
    const truth = (await (await fetch('/weights/samples/fashion-mnist.json')).json()).labels;
    return {
      of: labels.length,
      right: labels.filter((label, i) => label === truth[i]).length,
      backends: [runtime.backend, model.backend, model.inspect().backend],
      reason: runtime.fallbackReason?.code,
    };
  });
  // It is right on 92 % of all test pictures; guesses are on 10 %.
  expect(result.of).toBe(100);
  expect(result.right).toBeGreaterThanOrEqual(88);
  expect(result.backends).toEqual(['cpu', 'cpu', 'cpu']);
  expect(result.reason).toBe('webgpu-unavailable');
  expect(page.workers()).toHaveLength(1);
});

test('SqueezeNet names a photograph on the CPU', async () => {
  requireShared();
  const answers = await page.evaluate(
    async ([file, picture]) => {
      const bytes = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const runtime = await harness.createRuntime({ backend: 'auto' });
      const model = await runtime.load(bytes(file));
      return model.classify(new Blob([bytes(picture)], { type: 'image/jpeg' }));
    },
    [
      readCompressedSqueezeNet().toString('base64'),
      readShared('photos/burger.jpg').toString('base64'),
    ] as const,
  );
  expect(answers[0]?.label).toContain('cheeseburger');
  expect(answers[0]?.index).toBe(933); // of ImageNet's 1000
  expect(page.workers()).toHaveLength(1);
});

test('WebAssembly computes where it may, and plain JavaScript where a policy forbids it', async () => {
  const first = async () =>
    page.evaluate(async () => {
      const runtime = await harness.createRuntime({ backend: 'cpu' });
      const model = await runtime.load('fashion-squeezenet');
      const input = model.inputs[0];
      const data = new Float32Array(input?.shape.reduce((a, b) => a * b, 1) ?? 0).fill(0.5);
      const outputs = await model.run({ [input?.name ?? '']: data });
      return {
        kernel: model.inspect().layers[0]?.kernel,
        reason: runtime.fallbackReason?.message ?? null,
        numbers: Array.from(Object.values(outputs)[0]?.data ?? []),
      };
    });
  const allowed = await first();
  expect(allowed).toMatchObject({ kernel: expect.stringMatching('^simd-'), reason: null });
  await page.route('**/harness.html', async (route) => {
    const response = await route.fetch();
    const policy = { 'content-security-policy': "script-src 'self' 'unsafe-inline'" };
    await route.fulfill({ response, headers: { ...response.headers(), ...policy } });
  });
  await page.reload();
  await page.waitForFunction(() => globalThis.harness !== undefined);
  const forbidden = await first();
  expect(forbidden.kernel).toMatch(/^cpu-/);
  expect(forbidden.reason).toContain("has to allow 'wasm-unsafe-eval'");
  expect(forbidden.numbers).toHaveLength(10);
  for (const [index, number] of forbidden.numbers.entries()) {
    expect(number).toBeCloseTo(allowed.numbers[index] ?? Number.NaN, 5);
  }
});

test('threads compute together in an isolated page, and one does elsewhere, with the same answers', async () => {
  const answer = (threads: number) =>
    page.evaluate(async (threads) => {
      globalThis.runtimes ??= [];
      const runtime = await harness.createRuntime({ backend: 'cpu', threads });
      globalThis.runtimes.push(runtime);
      const model = await runtime.load('fashion-squeezenet');
      const [input] = model.inputs;
      const length = input?.shape.reduce((a, b) => a * b, 1) ?? 0;
      const data = Float32Array.from({ length }, (_, i) => Math.sin(i));
      // More than once: helpers come when they are ready.
      const runs = Array.from({ length: 20 }, () => model.run({ [input?.name ?? '']: data }));
      const numbers = (await Promise.all(runs)).map((outputs) =>
        Array.from(Object.values(outputs)[0]?.data ?? []),
      );
      return { isIsolated: crossOriginIsolated, numbers };
    }, threads);
  const alone = await answer(3);
  expect(alone.isIsolated).toBe(false);
  await expect.poll(countWorkers).toBe(1);
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    const isolation = {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    };
    await route.fulfill({ response, headers: { ...response.headers(), ...isolation } });
  });
  await page.reload();
  await page.waitForFunction(() => globalThis.harness !== undefined);
  expect(await answer(3)).toEqual({ isIsolated: true, numbers: alone.numbers });
  await expect.poll(countWorkers).toBe(3);
  expect((await answer(1)).numbers).toEqual(alone.numbers);
  await expect.poll(countWorkers).toBe(4);
  await page.evaluate(() => {
    for (const runtime of globalThis.runtimes ?? []) runtime.dispose();
  });
  await expect.poll(countWorkers).toBe(0);
});

test('the worker takes the numbers of an input, and who asks for it gets them all the same', async () => {
  const values = await page.evaluate(async () => {
    const runtime = await harness.createRuntime({ backend: 'cpu' });
    const plain = await runtime.load('fashion-squeezenet');
    const name = plain.inputs[0]?.name ?? '';
    const model = await runtime.load('fashion-squeezenet', { outputs: [name] });
    const length = plain.inputs[0]?.shape.reduce((a, b) => a * b, 1) ?? 0;
    const data = Float32Array.from({ length }, (_, i) => i);
    const outputs = [await model.run({ [name]: data }), await model.run({ [name]: data })];
    runtime.dispose();
    return outputs.map((each) => Array.from(each[name]?.data ?? []));
  });
  const expected = Array.from({ length: 28 * 28 * 3 }, (_, i) => i);
  expect(values).toEqual([expected, expected]);
});

/** Those that workers started, too, which `page.workers()` does not list. */
async function countWorkers(): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send('Target.getTargets', { filter: [{}] });
  await session.detach();
  return targetInfos.filter(({ type }) => type === 'worker').length;
}

test("'webgpu' and the default throw", async () => {
  const codes = await page.evaluate(() => {
    const codeOf = (options: { backend?: 'webgpu' }) =>
      harness.createRuntime(options).then(
        () => 'none',
        (error: { code: string }) => error.code,
      );
    return Promise.all([codeOf({}), codeOf({ backend: 'webgpu' })]);
  });
  expect(codes).toEqual(['webgpu-unavailable', 'webgpu-unavailable']);
});

test('a disposed model ends its worker, and its runs', async () => {
  const code = await page.evaluate(async () => {
    const runtime = await harness.createRuntime({ backend: 'cpu' });
    const model = await runtime.load('fashion-squeezenet');
    const input = model.inputs[0];
    const data = new Float32Array(input?.shape.reduce((a, b) => a * b, 1) ?? 0);
    // The worker takes one after the other, so that the last is still to come.
    const runs = Array.from({ length: 50 }, () => model.run({ [input?.name ?? '']: data }));
    const codes = Promise.all(
      runs.map((run) =>
        run.then(
          () => 'none',
          (error: { code: string }) => error.code,
        ),
      ),
    );
    await new Promise((resolve) => setTimeout(resolve));
    runtime.dispose();
    return (await codes).at(-1);
  });
  expect(code).toBe('device-lost');
  await expect.poll(() => page.workers().length).toBe(0);
});
