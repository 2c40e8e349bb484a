// Deep Compression's weights (arXiv:1510.00149) decoded on the GPU.
import { expect, test } from '@playwright/test';
import type { CodedCase } from './support/decode-weights';
import { openHarness, pageErrors } from './support/open-harness';
import { readCompressedSqueezeNet, requireShared } from './support/shared-material';

const CASES: readonly CodedCase[] = [
  { channels: 3, filters: 5, kernel: 3, density: 50, before: 0 },
  { channels: 16, filters: 64, kernel: 1, density: 33, before: 7 },
  { channels: 70, filters: 130, kernel: 3, density: 33, before: 2 },
  { channels: 33, filters: 40, kernel: 3, density: 2, before: 0 }, // gaps that fillers bridge
  { channels: 9, filters: 4, kernel: 1, density: 0, before: 1 }, // no code at all
  { channels: 60, filters: 60, kernel: 3, density: 100, before: 0 },
];

for (const [seed, coded] of CASES.entries()) {
  test(`the same bits as decoded on the CPU: ${JSON.stringify(coded)}`, async ({ page }) => {
    await openHarness(page);
    const { outputs, uploads } = await page.evaluate(
      ([parts, number]) => harness.runCoded(parts, number),
      [coded, seed + 1] as const,
    );
    expect(outputs[0]).toEqual(outputs[1]);
    expect(outputs[2], 'decoded by a grid folded in two').toEqual(outputs[1]);
    expect(outputs[0]?.some((bits) => bits !== 0)).toBe(coded.density > 0 || coded.before > 0);
    if (coded.channels > 60) expect(uploads[0]).toBeLessThan((uploads[1] ?? 0) / 2);
    expect(pageErrors(page)).toEqual([]);
  });
}

test('SqueezeNet: fewer bytes cross to the GPU, and the answers are the same', async ({ page }) => {
  requireShared();
  await openHarness(page);
  const [onGpu, onCpu] = await page.evaluate(
    async (bytes) => {
      const runtime = await harness.createRuntime();
      const data = Float32Array.from({ length: 3 * 227 * 227 }, (_, i) => ((i * 7) % 255) - 120);
      const results = [];
      for (const decode of ['gpu', 'cpu'] as const) {
        const model = await runtime.load(Uint8Array.from(bytes), { decode });
        const { prob } = await model.run({ data });
        results.push({ uploaded: model.inspect().uploadBytes, prob: [...(prob?.data ?? [])] });
      }
      runtime.dispose();
      return results;
    },
    [...readCompressedSqueezeNet()],
  );
  expect(onGpu?.prob).toEqual(onCpu?.prob);
  // Layers that a software adapter computes by Winograd's algorithm have their weights transformed on the CPU.
  expect(onGpu?.uploaded).toBeLessThan((onCpu?.uploaded ?? 0) - 1_500_000);
  expect(pageErrors(page)).toEqual([]);
});
