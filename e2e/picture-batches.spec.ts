// Pictures computed together on the GPU: each answer is the one that it has alone, whatever becomes of others.
import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { countGpuMemory, expectNothingHeld } from './support/gpu-memory';
import { openHarness, pageErrors } from './support/open-harness';

/** A GPU may take another kernel for more pixels, which adds in another order. */
const PROBABILITY_BOUND = 1e-4;

/** Files of one colour each, and of three sizes. */
async function colours(count: number): Promise<Uint8Array[]> {
  const files = Array.from({ length: count }, (_, index) => {
    const background = { r: (index * 37) % 256, g: (index * 91) % 256, b: (index * 53) % 256 };
    const [width, height] = [30 + 7 * (index % 3), 20 + 5 * (index % 2)];
    return sharp({ create: { width, height, channels: 3, background } })
      .png()
      .toBuffer();
  });
  return (await Promise.all(files)).map((file) => new Uint8Array(file));
}

test.beforeEach(async ({ page }) => {
  await page.addInitScript(countGpuMemory);
  await openHarness(page);
});

test.afterEach(async ({ page }) => {
  await expectNothingHeld(page);
  expect(pageErrors(page)).toEqual([]);
});

interface Answer {
  readonly top: readonly { readonly index: number; readonly probability: number }[] | null;
}

function expectTheSame(together: readonly Answer[], alone: readonly Answer[]): void {
  expect(together.map(({ top }) => top?.map(({ index }) => index))).toEqual(
    alone.map(({ top }) => top?.map(({ index }) => index)),
  );
  const probabilities = (answers: readonly Answer[]) =>
    answers.flatMap(({ top }) => top ?? []).map(({ probability }) => probability);
  const wanted = probabilities(alone);
  for (const [index, probability] of probabilities(together).entries()) {
    expect(Math.abs(probability - (wanted[index] ?? Number.NaN))).toBeLessThan(PROBABILITY_BOUND);
  }
}

test('a batch answers as pictures one by one, in order, with a damaged file and a last one that is not whole', async ({
  page,
}) => {
  const files = await colours(17);
  files.splice(5, 0, new Uint8Array([1, 2, 3]));
  const { alone, together, answers, sizes } = await page.evaluate(async (all) => {
    const runtime = await harness.createRuntime();
    const model = await runtime.load('fashion-squeezenet');
    const blobs = all.map((file) => new Blob([Uint8Array.from(file)]));
    const classify = async (options: Parameters<typeof model.classifyAll>[1]) => {
      const results = [];
      for await (const { picture, top, error } of model.classifyAll(blobs, options)) {
        results.push({ at: blobs.indexOf(picture as Blob), top, code: error?.code ?? null });
      }
      return results;
    };
    const alone = await classify({ topK: 3 });
    const before = globalThis.gpuMemory.answers;
    const sizes: number[] = [];
    const onBatch = ({ batch }: { batch: number }) => sizes.push(batch);
    const together = await classify({ topK: 3, batch: 4, concurrency: 18, onBatch });
    const answers = globalThis.gpuMemory.answers - before;
    runtime.dispose();
    return { alone, together, answers, sizes };
  }, files);
  expect(sizes).toEqual([4]);
  expect(together.map(({ at }) => at)).toEqual(files.map((_, index) => index));
  expect(together[5]).toMatchObject({ top: null, code: 'image' });
  expectTheSame(together, alone);
  // Seventeen pictures alone are read back seventeen times.
  expect(answers).toBeLessThan(12);
});

test('a batch has the weights of the model, not its own', async ({ page }) => {
  const { weights, uploaded } = await page.evaluate(
    async (all) => {
      const runtime = await harness.createRuntime();
      const model = await runtime.load(harness.models.squeezenet({ inputSize: 67 }));
      let uploaded = 0;
      const { createBuffer } = GPUDevice.prototype;
      GPUDevice.prototype.createBuffer = function (descriptor) {
        if (descriptor.mappedAtCreation) uploaded += descriptor.size;
        return createBuffer.call(this, descriptor);
      };
      const { writeBuffer } = GPUQueue.prototype;
      GPUQueue.prototype.writeBuffer = function (buffer, at, data, ...range) {
        uploaded += data.byteLength;
        return writeBuffer.call(this, buffer, at, data as BufferSource, ...range);
      };
      const blobs = all.map((file) => new Blob([Uint8Array.from(file)]));
      for await (const _ of model.classifyAll(blobs, { batch: 2 }));
      GPUDevice.prototype.createBuffer = createBuffer;
      GPUQueue.prototype.writeBuffer = writeBuffer;
      const weights = model.inspect().weightBytes;
      runtime.dispose();
      return { weights, uploaded };
    },
    await colours(4),
  );
  expect(uploaded).toBeLessThan(weights / 10);
});

test('what cannot be drawn is an error of its own, and spoils no picture beside it', async ({
  page,
}) => {
  const { codes, tops } = await page.evaluate(
    async (all) => {
      const runtime = await harness.createRuntime();
      const model = await runtime.load('fashion-squeezenet');
      const texture = runtime.device.createTexture({
        size: [8, 8],
        format: 'rgba8unorm',
        usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
      });
      texture.destroy();
      const [first = new Blob(), ...rest] = all.map((file) => new Blob([Uint8Array.from(file)]));
      const results = [];
      for await (const each of model.classifyAll([first, texture, ...rest], { batch: 4 })) {
        results.push(each);
      }
      runtime.dispose();
      return {
        codes: results.map(({ error }) => error?.code ?? null),
        tops: results.map(({ top }) => top?.length ?? 0),
      };
    },
    await colours(5),
  );
  expect(codes).toEqual([null, 'image', null, null, null, null]);
  expect(tops).toEqual([5, 0, 5, 5, 5, 5]);
});

test('sizes are measured on pictures that are answered meanwhile', async ({ page }) => {
  const files = await colours(6);
  const { alone, together, measurement } = await page.evaluate(async (all) => {
    const runtime = await harness.createRuntime();
    const model = await runtime.load('fashion-squeezenet');
    const bitmaps = await Promise.all(
      all.map((file) => createImageBitmap(new Blob([Uint8Array.from(file)]))),
    );
    const alone = [];
    for (const bitmap of bitmaps) alone.push({ top: await model.classify(bitmap) });
    type Measurement = Parameters<
      NonNullable<NonNullable<Parameters<typeof model.classifyAll>[1]>['onBatch']>
    >[0];
    let measurement: Measurement | null = null as Measurement | null;
    function* pictures() {
      while (measurement === null) yield* bitmaps;
      yield* bitmaps;
    }
    const together = [];
    const onBatch = (found: Measurement) => {
      measurement = found;
    };
    for await (const { top } of model.classifyAll(pictures(), { batch: 'auto', onBatch })) {
      together.push({ top });
    }
    runtime.dispose();
    return { alone, together, measurement };
  }, files);
  const sizes = measurement?.rates.map(({ batch }) => batch) ?? [];
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes).toEqual(sizes.map((_, index) => 2 ** index));
  expect(sizes).toContain(measurement?.batch);
  for (const { picturesPerSecond } of measurement?.rates ?? []) {
    expect(picturesPerSecond).toBeGreaterThan(0);
  }
  expectTheSame(
    together,
    together.map((_, index) => alone[index % alone.length] ?? { top: null }),
  );
});

test('a batch is as large as the memory limit allows', async ({ page }) => {
  const { found, answered } = await page.evaluate(
    async (all) => {
      const runtime = await harness.createRuntime();
      const roomy = await runtime.load('fashion-squeezenet');
      const { weightBytes, activationBytes } = roomy.inspect();
      // The numbers of constants, what they are packed to, and the values of two pictures with some room.
      const memoryLimit = 2.2 * weightBytes + 3 * activationBytes;
      const model = await runtime.load('fashion-squeezenet', { memoryLimit });
      const blobs = all.map((file) => new Blob([Uint8Array.from(file)]));
      const found: { batch: number; reason: string | null }[] = [];
      let answered = 0;
      const options = { batch: 8, onBatch: (each: (typeof found)[number]) => found.push(each) };
      for await (const { top } of model.classifyAll(blobs, options)) answered += Number(!!top);
      runtime.dispose();
      return { found, answered };
    },
    await colours(9),
  );
  expect(found).toHaveLength(1);
  expect(found[0]?.batch).toBe(2);
  expect(found[0]?.reason).toContain('memoryLimit');
  expect(answered).toBe(9);
});

test('an abort ends batches at once, and leaving the loop frees them', async ({ page }) => {
  const { message, later } = await page.evaluate(
    async (all) => {
      const runtime = await harness.createRuntime();
      const model = await runtime.load('fashion-squeezenet');
      const blobs = all.map((file) => new Blob([Uint8Array.from(file)]));
      const ending = new AbortController();
      let message = '';
      try {
        for await (const _ of model.classifyAll(blobs, { batch: 4, signal: ending.signal })) {
          ending.abort(new Error('enough'));
        }
      } catch (error) {
        message = String(error);
      }
      const held = globalThis.gpuMemory.liveBuffers;
      for await (const _ of model.classifyAll(blobs, { batch: 4 })) break;
      // What a loop made is gone with it, once what was under way has ended.
      while (globalThis.gpuMemory.liveBuffers > held) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const later = await model.classify(blobs[0] ?? new Blob());
      runtime.dispose();
      return { message, later: later.length };
    },
    await colours(12),
  );
  expect(message).toContain('enough');
  expect(later).toBe(5);
});

test('a lost device is replaced in the midst of batches', async ({ page }) => {
  const files = await colours(16);
  const { alone, together } = await page.evaluate(async (all) => {
    const runtime = await harness.createRuntime({ onDeviceLost: 'replay' });
    const model = await runtime.load('fashion-squeezenet');
    const blobs = all.map((file) => new Blob([Uint8Array.from(file)]));
    const alone = [];
    for (const blob of blobs) alone.push({ top: await model.classify(blob) });
    const together = [];
    for await (const { top } of model.classifyAll(blobs, { batch: 4 })) {
      together.push({ top });
      if (together.length === 2) runtime.device.destroy();
    }
    runtime.dispose();
    return { alone, together };
  }, files);
  expectTheSame(together, alone);
});
