// Variants of kernels over odd shapes, against the CPU reference: every one over its turn of the cases; in a sample one of each
// kernel, over one case of each kind.
import { expect, type Page, test } from '@playwright/test';
import { ALL_KERNELS } from '../src/kernels/further-kernels.gen';
import { variantId } from '../src/kernels/kernel';
import { isWhole, SEED, sampleOf } from '../src/util/sample.fixtures';
import { openHarness, pageErrors } from './support/open-harness';

// Both workers take part, and shards divide the variants.
test.describe.configure({ mode: 'parallel' });

// One page for all of a worker's: expected results are computed once and shared by the variants of an op.
let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await openHarness(page);
});

test.afterAll(async () => {
  await page.close();
});

for (const [kernelIndex, kernel] of ALL_KERNELS.entries()) {
  for (const variant of sampleOf(`kernel ${kernelIndex}`, kernel.variants, 1)) {
    test(`${kernel.ops}: ${variantId(kernel.shader, variant)}`, async () => {
      test.setTimeout(600_000);
      const result = await page.evaluate(([...given]) => harness.runKernelVariant(...given), [
        kernelIndex,
        kernel.variants.indexOf(variant),
        'f32',
        isWhole ? 'turn' : { seed: SEED },
      ] as Parameters<typeof harness.runKernelVariant>);
      test.skip(result.missing !== null, `The adapter has no ${result.missing}.`);
      expect(result.failures.slice(0, 5)).toEqual([]);
      expect(pageErrors(page)).toEqual([]);
    });
  }
}
