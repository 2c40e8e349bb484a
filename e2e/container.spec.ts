// Kindling containers in the browser: loaded while they come, decoded on the GPU, refused when they are damaged.
import { expect, test } from '@playwright/test';
import { openHarness, pageErrors } from './support/open-harness';

const PLAIN = '/weights/trained/squeezenet.kindling';

test('a network is loaded from a download that goes on, and from its bytes', async ({ page }) => {
  await openHarness(page);
  const logits = await page.evaluate(async (url) => {
    const data = Float32Array.from({ length: 3 * 28 * 28 }, (_, i) => Math.sin(i));
    const runtime = await harness.createRuntime();
    const { body } = await fetch(url);
    if (!body) throw new Error('The response has no body.');
    const bytes = await (await fetch(url)).arrayBuffer();
    const models = [await runtime.load(body), await runtime.load(bytes), await runtime.load(url)];
    const results = [];
    for (const model of models) {
      const { logits } = await model.run({ data });
      results.push({ size: model.inspect().bytesOnDisk, logits: [...(logits?.data ?? [])] });
    }
    runtime.dispose();
    return { results, size: bytes.byteLength };
  }, PLAIN);
  const [streamed, whole, named] = logits.results;
  expect(streamed?.logits).toHaveLength(10);
  expect(streamed).toEqual(whole);
  expect(named).toEqual(whole);
  expect(whole?.size).toBe(logits.size);
  expect(pageErrors(page)).toEqual([]);
});

test('the embedded network is loaded when it is asked for', async ({ page }) => {
  await openHarness(page);
  const requested: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  const isEmbedded = (url: string) => url.includes('embedded-model');
  // As it is built: the harness is one file.
  const runtime = await page.evaluateHandle(async () => {
    const { createRuntime } = (await import(String('/dist/kindling.js'))) as typeof harness;
    return createRuntime();
  });
  expect(requested.length).toBeGreaterThan(0);
  expect(requested.filter(isEmbedded)).toEqual([]);
  await runtime.evaluate(async (opened) => {
    await opened.load('fashion-squeezenet');
    opened.dispose();
  });
  expect(requested.filter(isEmbedded)).toHaveLength(1);
  expect(pageErrors(page)).toEqual([]);
});

test('coded weights are decoded alike by CPU and GPU', async ({ page }) => {
  await openHarness(page);
  const { cpu, gpu } = await page.evaluate(async () => {
    const data = Float32Array.from({ length: 3 * 28 * 28 }, (_, i) => Math.cos(i));
    const runtime = await harness.createRuntime();
    const answer = async (decode: 'cpu' | 'gpu') => {
      const model = await runtime.load('fashion-squeezenet', { decode });
      const { logits } = await model.run({ data });
      return { upload: model.inspect().uploadBytes, logits: [...(logits?.data ?? [])] };
    };
    const answers = { cpu: await answer('cpu'), gpu: await answer('gpu') };
    runtime.dispose();
    return answers;
  });
  expect(gpu.logits).toEqual(cpu.logits);
  expect(new Set(cpu.logits).size).toBe(10);
  expect(gpu.upload).toBeLessThan(cpu.upload / 3);
  expect(pageErrors(page)).toEqual([]);
});

test('damage is found and named, wherever it is', async ({ page }) => {
  await openHarness(page);
  const messages = await page.evaluate(async (url) => {
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
    const runtime = await harness.createRuntime();
    const found: string[] = [];
    for (let place = 0; place < 16; place++) {
      const damaged = bytes.slice();
      const at = Math.floor((place / 16) * bytes.length);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (place % 8));
      const error = await runtime.load(damaged).catch((reason: unknown) => reason);
      if (!(error instanceof harness.ModelFormatError)) throw new Error(`Not found at ${at}.`);
      found.push(error.message);
    }
    runtime.dispose();
    return found;
  }, PLAIN);
  expect(messages).toHaveLength(16);
  expect(messages[0]).toContain('the checksum of the header is wrong');
  for (const message of messages.slice(1)) {
    expect(message).toMatch(
      /the checksum of section (HEAD|GRPH|TENS|END), which begins there, is wrong/,
    );
  }
});
