// What callers control: when calls end, whose turn it is, what is told meanwhile, and what is freed.
import { expect, test } from '@playwright/test';
import { countGpuMemory, expectNothingHeld } from './support/gpu-memory';
import { openHarness, pageErrors } from './support/open-harness';

test.beforeEach(async ({ page }) => {
  await page.addInitScript(countGpuMemory);
  await openHarness(page);
});

test('an aborted call ends with the reason, and submits nothing that was not submitted', async ({
  page,
}) => {
  const { thrown, submits, same } = await page.evaluate(async () => {
    const { submit } = GPUQueue.prototype;
    let count = 0;
    GPUQueue.prototype.submit = function (...given) {
      count++;
      return submit.apply(this, given);
    };
    const runtime = await harness.createRuntime({ hurriesAnswers: false });
    const model = await runtime.load('fashion-squeezenet');
    const [input] = model.inputs;
    const data = new Float32Array((input?.shape ?? []).reduce((a, b) => a * b, 1)).fill(0.5);
    const run = (signal?: AbortSignal) =>
      model.run({ [input?.name ?? '']: data }, signal ? { signal } : {});
    const picture = new ImageData(28, 28);
    const first = await run();
    await model.classify(picture);
    count = 0;
    const submits: number[] = [];
    const thrown: unknown[] = [];
    const note = async (call: Promise<unknown>) => {
      thrown.push(await call.then(() => 'done').catch((reason: unknown) => reason));
      submits.push(count);
    };
    const gone = AbortSignal.abort('gone');
    await note(run(gone));
    await note(model.classify(picture, { signal: gone }));
    await note(harness.trace(model, { picture }, { signal: gone }));
    await note(harness.preview(model, picture, { signal: gone }));
    await note(harness.compare(model, {}, { signal: gone }));
    // While the picture is decoded.
    const early = new AbortController();
    const blob = await new OffscreenCanvas(9, 9).convertToBlob().catch(() => null);
    const canvas = new OffscreenCanvas(9, 9);
    canvas.getContext('2d')?.fillRect(0, 0, 9, 9);
    const file = blob ?? (await canvas.convertToBlob());
    const decoding = model.classify(file, { signal: early.signal });
    early.abort('early');
    await note(decoding);
    // Whatever the aborted call still does is done before the same call that came later.
    const before = count;
    await model.classify(file);
    const both = count - before;
    await model.classify(file);
    submits.push(both - (count - before - both));
    count = 0;
    // Behind the submit.
    const late = new AbortController();
    const running = run(late.signal);
    late.abort('late');
    await note(running);
    const again = await run();
    runtime.dispose();
    GPUQueue.prototype.submit = submit;
    const valuesOf = (result: typeof first) => Object.values(result).map((t) => [...t.data]);
    return { thrown, submits, same: String(valuesOf(again)) === String(valuesOf(first)) };
  });
  expect(thrown).toEqual(['gone', 'gone', 'gone', 'gone', 'gone', 'early', 'late']);
  expect(submits).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  expect(same).toBe(true);
  await expectNothingHeld(page);
  expect(pageErrors(page)).toEqual([]);
});

test('models on one device take turns, whoever asked for more', async ({ page }) => {
  const order = await page.evaluate(async () => {
    const runtime = await harness.createRuntime();
    const build = () => harness.models.squeezenet({ inputSize: 32, classes: 10, fires: 1 });
    const names = ['a', 'b', 'c'];
    const models: Awaited<ReturnType<typeof runtime.load>>[] = [];
    for (const name of names) models.push(await runtime.load(build(), { name }));
    const data = new Float32Array(3 * 32 * 32).fill(9);
    const order: string[] = [];
    const flood = (index: number, runs: number) =>
      Array.from({ length: runs }, () =>
        models[index]?.run({ data }).then(() => order.push(names[index] ?? '')),
      );
    await Promise.all([...flood(0, 20), ...flood(1, 3), ...flood(2, 2)]);
    runtime.dispose();
    return order.join('');
  });
  // Four of a are under way when the others come; then turns.
  expect(order).toBe(`aaaa${'abcabcab'}${'a'.repeat(13)}`);
});

test('a canvas that waits for its turn is seen as it was', async ({ page }) => {
  const { alone, waited, changed } = await page.evaluate(async () => {
    const runtime = await harness.createRuntime();
    const model = await runtime.load('fashion-squeezenet');
    const canvas = new OffscreenCanvas(28, 28);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('There is no canvas.');
    const draw = (width: number) => {
      context.fillStyle = 'black';
      context.fillRect(0, 0, 28, 28);
      context.fillStyle = 'white';
      context.fillRect(4, 4, width, 20);
    };
    draw(20);
    const alone = await model.classify(canvas);
    const [input] = model.inputs;
    const data = new Float32Array((input?.shape ?? []).reduce((a, b) => a * b, 1));
    const flood = Array.from({ length: 12 }, () => model.run({ [input?.name ?? '']: data }));
    const waiting = model.classify(canvas);
    draw(3);
    const waited = await waiting;
    await Promise.all(flood);
    const changed = await model.classify(canvas);
    runtime.dispose();
    return { alone, waited, changed };
  });
  expect(waited).toEqual(alone);
  expect(changed).not.toEqual(alone);
});

test('compiling tells how far it is', async ({ page }) => {
  const { seen, again, total } = await page.evaluate(async () => {
    const runtime = await harness.createRuntime();
    const told: { compiled: number; total: number }[][] = [[], []];
    const load = (index: number) =>
      runtime.load('fashion-squeezenet', {
        onCompiling: (progress) => told[index]?.push(progress),
      });
    const model = await load(0);
    await load(1);
    const total = harness.programOf(model)?.pipelines.length ?? 0;
    runtime.dispose();
    return { seen: told[0], again: told[1], total };
  });
  const expected = Array.from({ length: total }, (_, index) => ({ compiled: index + 1, total }));
  expect(total).toBeGreaterThan(3);
  expect(seen).toEqual(expected);
  expect(again).toEqual(expected);
});

test('a device of the caller’s own is shared and stays alive', async ({ page }) => {
  const result = await page.evaluate(async () => {
    const adapter = await navigator.gpu.requestAdapter();
    const device = await adapter?.requestDevice();
    if (!device) throw new Error('There is no device.');
    const runtime = await harness.createRuntime({ device });
    const model = await runtime.load('fashion-squeezenet');
    const [best] = await model.classify(new ImageData(28, 28), { topK: 1 });
    const { layers } = await harness.profile(model, { runs: 1, warmUp: 0 });
    const peaks = await harness.measurePeaks(runtime);
    runtime.dispose();
    const buffer = device.createBuffer({ size: 16, usage: GPUBufferUsage.COPY_DST });
    device.queue.writeBuffer(buffer, 0, new Float32Array(4));
    await device.queue.onSubmittedWorkDone();
    buffer.destroy();
    const isLost = await Promise.race([device.lost.then(() => true), Promise.resolve(false)]);
    device.destroy();
    return { best, layers, peaks, isLost };
  });
  expect(result.isLost).toBe(false);
  expect(result.best?.probability).toBeGreaterThan(0);
  // It was opened without timestamps: what needs them is not there.
  expect([result.layers, result.peaks]).toEqual([null, null]);
  await expectNothingHeld(page);
});

test('what a block uses is freed behind it', async ({ page }) => {
  const live = await page.evaluate(async () => {
    const counts: number[] = [];
    const count = () => void counts.push(globalThis.gpuMemory.liveBuffers);
    const runtime = await harness.createRuntime();
    const model = await runtime.load(harness.models.squeezenet({ inputSize: 32, fires: 1 }));
    count();
    const trace = await harness.trace(model, { data: new Float32Array(3 * 32 * 32) });
    count();
    trace[Symbol.dispose]();
    count();
    await model[Symbol.asyncDispose]();
    count();
    await runtime.load(harness.models.squeezenet({ inputSize: 32, fires: 1 }));
    runtime[Symbol.dispose]();
    count();
    return counts;
  });
  const [loaded = 0, traced = 0, ...after] = live;
  expect(loaded).toBeGreaterThan(0);
  expect(traced).toBeGreaterThan(loaded);
  expect(after).toEqual([loaded, 0, 0]);
});

test('what is dropped without dispose is warned of, once, where that is asked for', async ({
  page,
}) => {
  const warnings: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'warning') warnings.push(message.text());
  });
  await page.evaluate(async () => {
    const build = () => harness.models.squeezenet({ inputSize: 32, classes: 10, fires: 1 });
    const picture = new ImageData(32, 32);
    for (const warnOfLeaks of [true, false]) {
      const runtime = await harness.createRuntime({ warnOfLeaks });
      const kept = await runtime.load(build(), { name: `kept, ${warnOfLeaks}` });
      Object.assign(globalThis, { [`kept${warnOfLeaks}`]: [runtime, kept] });
      const disposed = await runtime.load(build(), { name: `disposed, ${warnOfLeaks}` });
      (await harness.trace(disposed, { picture })).dispose();
      disposed.dispose();
      const dropped = await runtime.load(build(), { name: `dropped, ${warnOfLeaks}` });
      await harness.trace(dropped, { picture });
    }
  });
  const session = await page.context().newCDPSession(page);
  await expect
    .poll(async () => {
      await session.send('HeapProfiler.collectGarbage');
      return warnings.length;
    })
    .toBe(2);
  expect(warnings.toSorted()).toEqual([
    expect.stringMatching(/^A trace of "squeezenet.*" was dropped without dispose\(\)/),
    expect.stringMatching(/^The model "dropped, true" was dropped without dispose\(\)/),
  ]);
});
