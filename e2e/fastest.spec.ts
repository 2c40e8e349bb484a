// What computes where WebGPU is a software adapter: with 'auto' the CPU, with 'fastest' what was faster. Which of them that is decides no
// test: what was kept is turned round, so that both are seen.
import { expect, type Page, test } from '@playwright/test';
import { countGpuMemory, expectNothingHeld } from './support/gpu-memory';
import { keepDevices } from './support/keep-devices';
import { openHarness, pageErrors } from './support/open-harness';

test.beforeEach(async ({ page }) => {
  await page.addInitScript(countGpuMemory);
  await openHarness(page);
});

test("'auto' is the CPU on a software adapter, and says why; WebGPU for who wants it", async ({
  page,
}) => {
  await page.evaluate(keepDevices);
  const seen = await page.evaluate(async () => {
    const auto = await harness.createRuntime({ backend: 'auto' });
    const model = await auto.load('fashion-squeezenet');
    const wanted = await harness.createRuntime({ backend: 'auto', softwareAdapter: true });
    const { device } = wanted;
    const own = await harness.createRuntime({ backend: 'auto', device });
    const lost = await globalThis.devices[0]?.lost;
    const { message = '', code } = auto.fallbackReason ?? {};
    const backends = [auto.backend, model.backend, wanted.backend, own.backend];
    for (const runtime of [auto, own, wanted]) runtime.dispose();
    return { code, message, backends, lost: lost?.reason };
  });
  expect(seen.backends).toEqual(['cpu', 'cpu', 'webgpu', 'webgpu']);
  expect(seen.code).toBe('adapter-unavailable');
  expect(seen.message).toMatch(/software adapter \(.*swiftshader.*\).*CPU computes faster/i);
  expect(seen.lost).toBe('destroyed');
  expect(pageErrors(page)).toEqual([]);
});

/** Loads the embedded network on 'fastest', and by each backend alone: how that was chosen, what was made on the GPU, and the answers. */
function askFastest(page: Page) {
  return page.evaluate(async () => {
    const sheet = await (await fetch('/weights/samples/fashion-mnist.png')).blob();
    const picture = await createImageBitmap(await createImageBitmap(sheet), 0, 0, 28, 28);
    const answerOf = async (model: { classify(from: ImageBitmap): Promise<unknown> }) =>
      JSON.stringify(await model.classify(picture));
    const answers: Record<string, string> = {};
    for (const backend of ['webgpu', 'cpu'] as const) {
      const runtime = await harness.createRuntime({ backend });
      answers[backend] = await answerOf(await runtime.load('fashion-squeezenet'));
      runtime.dispose();
    }
    let submits = 0;
    const { submit } = GPUQueue.prototype;
    GPUQueue.prototype.submit = function (...given) {
      submits++;
      return submit.apply(this, given);
    };
    const runtime = await harness.createRuntime({ backend: 'fastest', hurriesAnswers: false });
    const model = await runtime.load('fashion-squeezenet');
    const loading = submits;
    const { backend, choice, adapter } = model;
    const answer = await answerOf(model);
    const again = await runtime.load('fashion-squeezenet');
    const known = again.choice?.by;
    model.dispose();
    again.dispose();
    GPUQueue.prototype.submit = submit;
    const report = { backend, choice, known, adapter: adapter.description, loading };
    const fallback = runtime.fallbackReason;
    runtime.dispose();
    return { ...report, fallback, answer, answers, runtime: runtime.backend };
  });
}

/** Makes what was kept as slower the faster one. */
function turnRound(page: Page) {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('kindling'));
    const store = () => database.transaction('tuning', 'readwrite').objectStore('tuning');
    const keys = (await done(store().getAllKeys())).map(String);
    const [key = ''] = keys.filter((each) => each.includes('|fastest|'));
    const kept = await done(store().get(key));
    const [entry = ''] = Object.keys(kept);
    const backend = kept[entry].backend === 'cpu' ? 'webgpu' : 'cpu';
    await done(store().put({ [entry]: { ...kept[entry], backend } }, key));
    database.close();
    return { backend, entries: Object.keys(kept).length };
  });
}

test("'fastest' times both once, answers as the one that it takes, and leaves nothing behind", async ({
  page,
}) => {
  const first = await askFastest(page);
  expect(first).toMatchObject({ runtime: 'webgpu', fallback: null, known: 'kept' });
  expect(first.choice).toMatchObject({ for: 'latency', by: 'measured', refusal: null });
  expect(first.choice?.backend).toBe(first.backend);
  expect(first.loading).toBeGreaterThan(0);
  const { webgpu = 0, cpu = 0 } = first.choice?.medianMs ?? {};
  expect(first.backend).toBe(webgpu <= cpu ? 'webgpu' : 'cpu');
  expect(first.answer).toBe(first.answers[first.backend]);

  const { backend, entries } = await turnRound(page);
  expect(entries).toBe(1);
  await page.reload();
  await page.waitForFunction(() => globalThis.harness !== undefined);
  const second = await askFastest(page);
  expect(second.backend).toBe(backend);
  expect(second.choice).toMatchObject({ by: 'kept', medianMs: first.choice?.medianMs });
  expect(second.answer).toBe(second.answers[backend]);
  // Nothing is computed while what is known is loaded. Weights are uploaded without a submit.
  expect(second.loading).toBe(0);
  expect([first, second].map((each) => each.adapter.includes('on the CPU'))).toEqual(
    [first, second].map((each) => each.backend === 'cpu'),
  );
  await expectNothingHeld(page);
  await expect.poll(() => page.workers().length).toBe(0);
  expect(pageErrors(page)).toEqual([]);
});

/** Loads a network on 'fastest', loses the device, and asks again. */
function loseDevice(page: Page) {
  return page.evaluate(async () => {
    const replaced = Promise.withResolvers<void>();
    const runtime = await harness.createRuntime({
      backend: 'fastest',
      onDeviceLost: 'replay',
      onDeviceReplaced: replaced.resolve,
    });
    const built = harness.models.squeezenet({ inputSize: 32, classes: 10, fires: 1 });
    const model = await runtime.load(built);
    const data = Float32Array.from({ length: 3 * 32 * 32 }, (_, i) => Math.sin(i));
    const answers = async () => [...((await model.run({ data })).logits?.data ?? [])];
    const toBuffers = () =>
      model.run({ data }, { outputs: ['logits'], as: 'buffer' }).then(
        ({ logits }) => logits?.buffer.destroy(),
        ({ code }: { code: string }) => code,
      );
    const first = await answers();
    const { device } = runtime;
    device.destroy();
    await replaced.promise;
    const second = await answers();
    const isOther = runtime.device !== device;
    const refused = await runtime
      .load(built, { memoryLimit: 1 })
      .catch(({ code }: { code: string }) => code);
    const buffers = await toBuffers();
    runtime.dispose();
    return {
      ...{ backend: model.backend, by: model.choice?.by, refused, isOther, buffers },
      ...{ same: String(first) === String(second), numbers: first.filter(Number.isFinite).length },
    };
  });
}

test('a model goes on after a loss, on the device and on the CPU', async ({ page }) => {
  const same = { refused: 'limit', isOther: true, same: true, numbers: 10 };
  const buffersOf = (backend: string) => (backend === 'cpu' ? 'unsupported' : undefined);
  const first = await loseDevice(page);
  expect(first).toEqual({
    ...{ ...same, backend: first.backend, by: 'measured', buffers: buffersOf(first.backend) },
  });
  const { backend } = await turnRound(page);
  expect(await loseDevice(page)).toEqual({
    ...{ ...same, backend, by: 'kept', buffers: buffersOf(backend) },
  });
  await expectNothingHeld(page);
  await expect.poll(() => page.workers().length).toBe(0);
});
