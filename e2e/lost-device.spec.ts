// A device that goes away for good or for a while, memory that runs out, and limits that are too small.
import { expect, test } from '@playwright/test';
import { countGpuMemory, expectNothingHeld } from './support/gpu-memory';
import { keepDevices } from './support/keep-devices';
import { openHarness, pageErrors } from './support/open-harness';

test.beforeEach(async ({ page }) => {
  await page.addInitScript(countGpuMemory);
  await openHarness(page);
});

test('models are ready again on another device before anyone asks', async ({ page }) => {
  await page.evaluate(keepDevices);
  const result = await page.evaluate(async () => {
    const { devices } = globalThis;
    const runtime = await harness.createRuntime({ onDeviceLost: 'replay' });
    const models: Awaited<ReturnType<typeof runtime.load>>[] = [];
    for (const fires of [1, 2]) {
      models.push(
        await runtime.load(harness.models.squeezenet({ inputSize: 32, classes: 10, fires })),
      );
    }
    const data = Float32Array.from({ length: 3 * 32 * 32 }, (_, i) => Math.sin(i));
    const answers = async () => {
      const all = await Promise.all(models.map((model) => model.run({ data })));
      return all.map(({ logits }) => [...(logits?.data ?? [])]);
    };
    const first = await answers();
    const buffers = globalThis.gpuMemory.liveBuffers;
    devices[0]?.destroy();
    let submits = 0;
    const { submit } = GPUQueue.prototype;
    GPUQueue.prototype.submit = function (...given) {
      submits++;
      return submit.apply(this, given);
    };
    while (devices.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await answers();
    const same = String(first) === String(second);
    const state = await Promise.race([runtime.lost, Promise.resolve('open')]);
    const held = globalThis.gpuMemory.liveBuffers;
    runtime.dispose();
    const end = await runtime.lost;
    return { same, submits, state, devices: devices.length, grown: held - buffers, end: end.name };
  });
  expect(result).toEqual({
    ...{ same: true, submits: 2, state: 'open', devices: 2, grown: 0, end: 'DeviceLostError' },
  });
  await expectNothingHeld(page);
  expect(pageErrors(page)).toEqual([]);
});

test('a stream and a profile go on on another device, and the page is told of it', async ({
  page,
}) => {
  const result = await page.evaluate(async () => {
    const told: boolean[] = [];
    const runtime = await harness.createRuntime({
      onDeviceLost: 'replay',
      onDeviceReplaced: () => {
        told.push(runtime.device !== lost);
        if (told.length === 2) throw new Error("the page's own");
      },
    });
    let lost = runtime.device;
    const lose = () => {
      lost = runtime.device;
      lost.destroy();
    };
    const model = await runtime.load('fashion-squeezenet');
    const canvas = new OffscreenCanvas(28, 28);
    canvas.getContext('2d')?.fillRect(4, 4, 9, 20);
    const before = await model.classify(canvas, { topK: 2 });
    const tops = [];
    for await (const { top } of model.stream(canvas, { topK: 2 })) {
      tops.push(top);
      if (tops.length === 4) break;
      if (tops.length === 2) lose();
    }
    let runs = 0;
    const profile = await harness.profile(model, {
      ...{ runs: 2, warmUp: 0 },
      onRun: () => {
        if (runs++ === 0) lose();
      },
    });
    runtime.dispose();
    return { told, tops, before, runs, profiled: profile.runs };
  });
  const { before, tops, ...rest } = result;
  // The inference before the loss counts for nothing: both are measured on the other device.
  expect(rest).toEqual({ told: [true, true], runs: 3, profiled: 2 });
  expect(tops).toEqual([before, before, before, before]);
  await expectNothingHeld(page);
  expect(pageErrors(page)).toEqual([expect.stringContaining("the page's own")]);
});

test('a call that costs the device each time is done again three times, then rejected', async ({
  page,
}) => {
  await page.evaluate(keepDevices);
  const result = await page.evaluate(async () => {
    const { submit } = GPUQueue.prototype;
    let tries = 0;
    let isFatal = false;
    GPUQueue.prototype.submit = function (...given) {
      submit.apply(this, given);
      if (!isFatal) return undefined;
      tries++;
      globalThis.devices.at(-1)?.destroy();
      return undefined;
    };
    const runtime = await harness.createRuntime({
      onDeviceLost: 'replay',
      hurriesAnswers: false,
    });
    const model = await runtime.load(
      harness.models.squeezenet({ inputSize: 32, classes: 10, fires: 1 }),
    );
    const data = new Float32Array(3 * 32 * 32);
    await model.run({ data });
    isFatal = true;
    const error: unknown = await model.run({ data }).catch((reason: unknown) => reason);
    isFatal = false;
    const { logits } = await model.run({ data });
    runtime.dispose();
    return { thrown: error instanceof harness.DeviceLostError, tries, next: logits?.data.length };
  });
  expect(result).toEqual({ thrown: true, tries: 4, next: 10 });
});

test('without another device, calls are rejected and the runtime says that it is lost', async ({
  page,
}) => {
  const result = await page.evaluate(async () => {
    const messages: string[] = [];
    const small = () => harness.models.squeezenet({ inputSize: 32, classes: 10, fires: 1 });
    const data = new Float32Array(3 * 32 * 32);
    const lose = async (device: GPUDevice | undefined, given: object) => {
      const runtime = await harness.createRuntime({ onDeviceLost: 'replay', ...given });
      const model = await runtime.load(small());
      const running = model.run({ data }).catch((error: unknown) => String(error));
      (device ?? newest)?.destroy();
      messages.push(String(await running), (await runtime.lost).message);
      messages.push(await model.run({ data }).then(String, String));
      messages.push(await runtime.load(small()).then(String, String));
      runtime.dispose();
    };
    const { requestDevice } = GPUAdapter.prototype;
    let newest: GPUDevice | undefined;
    GPUAdapter.prototype.requestDevice = async function (descriptor) {
      newest = await requestDevice.call(this, descriptor);
      GPU.prototype.requestAdapter = () => Promise.resolve(null);
      return newest;
    };
    const { requestAdapter } = GPU.prototype;
    await lose(undefined, {});
    GPU.prototype.requestAdapter = requestAdapter;
    const own = await (await navigator.gpu.requestAdapter())?.requestDevice();
    await lose(own, { device: own });
    GPU.prototype.requestAdapter = requestAdapter;
    return messages;
  });
  expect(result).toHaveLength(8);
  for (const message of result.slice(0, 4)) {
    expect(message).toMatch(/No other one could be opened: AdapterUnavailableError/);
  }
  for (const message of result.slice(4)) expect(message).toMatch(/caller's own/);
  await expectNothingHeld(page);
  expect(pageErrors(page)).toEqual([]);
});

test('memory that runs out is a typed error wherever it does, and leaves nothing behind', async ({
  page,
}) => {
  const { scopes, errors, left, after } = await page.evaluate(async () => {
    const { popErrorScope, pushErrorScope } = GPUDevice.prototype;
    const filters: string[] = [];
    let opened = 0;
    let short = 0;
    // Memory that is really full would take the machine with it: the n-th scope says that it was.
    GPUDevice.prototype.pushErrorScope = function (filter) {
      filters.push(filter);
      return pushErrorScope.call(this, filter);
    };
    GPUDevice.prototype.popErrorScope = async function () {
      const isMemory = filters.pop() === 'out-of-memory';
      const isShort = isMemory && ++opened === short;
      const error = await popErrorScope.call(this);
      return isShort ? new GPUOutOfMemoryError('full') : error;
    };
    const runtime = await harness.createRuntime();
    const data = new Float32Array(3 * 32 * 32).fill(3);
    const loadAndRun = async () => {
      const model = await runtime.load(
        harness.models.squeezenet({ inputSize: 32, classes: 10, fires: 1 }),
      );
      try {
        return [...((await model.run({ data })).logits?.data ?? [])];
      } finally {
        model.dispose();
      }
    };
    const first = await loadAndRun();
    const scopes = opened;
    const errors: string[] = [];
    for (short = 1; short <= scopes; short++) {
      opened = 0;
      errors.push(String(await loadAndRun().catch((error: unknown) => error)));
    }
    short = 0;
    // What failed is destroyed behind the work that was sent before.
    const end = performance.now() + 10_000;
    while (globalThis.gpuMemory.liveBuffers > 0 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const left = globalThis.gpuMemory.liveBuffers;
    const after = String(await loadAndRun()) === String(first);
    runtime.dispose();
    return { scopes, errors, left, after };
  });
  // Each weight, the setting-up, and the run.
  expect(scopes).toBeGreaterThan(5);
  expect(errors).toHaveLength(scopes);
  for (const error of errors) {
    expect(error).toMatch(
      /^GPUFailureError: (Uploading|Setting up|Running) .* ran out of GPU memory/,
    );
  }
  expect([left, after]).toEqual([0, true]);
  expect(pageErrors(page)).toEqual([]);
});

test('a buffer that cannot be mapped is a typed error', async ({ page }) => {
  const thrown = await page.evaluate(async () => {
    const { createBuffer } = GPUDevice.prototype;
    GPUDevice.prototype.createBuffer = function (descriptor) {
      if (descriptor.mappedAtCreation) throw new RangeError('no memory to map');
      return createBuffer.call(this, descriptor);
    };
    const runtime = await harness.createRuntime();
    const thrown = await runtime.load('fashion-squeezenet').then(String, String);
    runtime.dispose();
    return thrown;
  });
  expect(thrown).toMatch(/^GPUFailureError: ".*" of \d+ bytes ran out of memory/);
  await expectNothingHeld(page);
});

test('a limit that is short is named, with what is needed and what is there', async ({ page }) => {
  const shorts = await page.evaluate(async () => {
    const shorts: unknown[] = [];
    const attempt = async (limits: Record<string, number>, batch: number) => {
      const device = await (await navigator.gpu.requestAdapter())?.requestDevice();
      const changed = new Proxy(device?.limits ?? {}, {
        get: (target, name) => limits[String(name)] ?? Reflect.get(target, name, target),
      });
      Object.defineProperty(device, 'limits', { value: changed });
      const runtime = await harness.createRuntime(device ? { device } : {});
      const model = harness.models.squeezenet({ inputSize: 32, classes: 10, fires: 1, batch });
      const error: unknown = await runtime.load(model).catch((reason: unknown) => reason);
      if (error instanceof harness.LimitError) {
        const { limit, needed, available, message } = error;
        shorts.push([limit, needed > available, available, message.includes(limit)]);
      } else shorts.push(String(error));
      device?.destroy();
    };
    await attempt({ maxStorageBufferBindingSize: 5000 }, 1);
    await attempt({ maxBufferSize: 4000 }, 1);
    await attempt({ maxComputeWorkgroupsPerDimension: 3 }, 8);
    return shorts;
  });
  expect(shorts).toEqual([
    ['maxStorageBufferBindingSize', true, 5000, true],
    ['maxBufferSize', true, 4000, true],
    ['maxComputeWorkgroupsPerDimension', true, 3, true],
  ]);
});
