// Every variant of every kernel, over odd shapes, against the CPU reference.
import { expect, type Page, test } from '@playwright/test';
import { variantId } from '../src/kernels/kernel';
import { ALL_KERNELS } from '../src/kernels/rare/index';
import { openHarness, pageErrors } from './open-harness';

// One page for all: expected results are computed once and shared by the variants of an op.
let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await openHarness(page);
});

test.afterAll(async () => {
  await page.close();
});

for (const [kernelIndex, kernel] of ALL_KERNELS.entries()) {
  for (const [index, variant] of kernel.variants.entries()) {
    test(`${kernel.ops}: ${variantId(kernel.shader, variant)}`, async () => {
      test.setTimeout(600_000);
      const result = await page.evaluate((indices) => harness.runKernelVariant(...indices), [
        kernelIndex,
        index,
      ] as const);
      test.skip(result.missing !== null, `The adapter has no ${result.missing}.`);
      expect(result.failures.slice(0, 5)).toEqual([]);
      expect(pageErrors(page)).toEqual([]);
    });
  }
}
