// Many pictures by one call in a page: files decoded by the browser, on both backends.
import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { countGpuMemory, expectNothingHeld } from './support/gpu-memory';
import { openHarness, pageErrors } from './support/open-harness';

/** Files of one colour each. */
async function colours(count: number): Promise<Uint8Array[]> {
  const files = Array.from({ length: count }, (_, index) => {
    const background = { r: (index * 37) % 256, g: (index * 91) % 256, b: (index * 53) % 256 };
    return sharp({ create: { width: 30, height: 20, channels: 3, background } })
      .png()
      .toBuffer();
  });
  return (await Promise.all(files)).map((file) => new Uint8Array(file));
}

for (const backend of ['webgpu', 'cpu'] as const) {
  test(`a page classifies files as one by one, in order (${backend})`, async ({ page }) => {
    await page.addInitScript(countGpuMemory);
    await openHarness(page);
    const files = [...(await colours(12)), new Uint8Array([1, 2, 3])];
    const { results, alone } = await page.evaluate(
      async ([all, kind]) => {
        const runtime = await harness.createRuntime({ backend: kind });
        const model = await runtime.load('fashion-squeezenet');
        const blobs = all.map((file) => new Blob([Uint8Array.from(file)]));
        const alone = [];
        for (const blob of blobs.slice(0, -1)) alone.push(await model.classify(blob));
        async function* coming() {
          yield* blobs;
        }
        const results = [];
        for await (const { picture, top, error } of model.classifyAll(coming())) {
          results.push({ at: blobs.indexOf(picture as Blob), top, code: error?.code ?? null });
        }
        runtime.dispose();
        return { results, alone };
      },
      [files, backend] as const,
    );
    expect(results.map(({ at }) => at)).toEqual(files.map((_, index) => index));
    expect(results.map(({ top }) => top)).toEqual([...alone, null]);
    expect(results.at(-1)?.code).toBe('image');
    await expectNothingHeld(page);
    expect(pageErrors(page)).toEqual([]);
  });
}
