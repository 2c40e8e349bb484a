// Batches: image i of a batch gives the answer that it gives alone, in the first run and in the third.
import { expect, test } from '@playwright/test';
import { isWhole, sampleOf } from '../src/util/sample.fixtures';
import type { BatchDifference } from './support/batch-difference';
import type { NetworkSpec } from './support/built-network';
import { LOGIT_BOUND } from './support/golden-bounds';
import { openHarness, pageErrors } from './support/open-harness';
import { readCompressedSqueezeNet, requireShared } from './support/shared-material';

const BATCH = 3;
/** In the first run and in the third, logits and probabilities of every image. */
const OUTPUTS = 2 * BATCH * 2;

/** Odd sizes and widths that are no multiples of four, and a network whose layers append to one buffer. */
const NETWORKS: readonly NetworkSpec[] = [
  ['mobilenetV1', { alpha: 0.3, rho: 75, classes: 10 }],
  ['densenet', { growthRate: 6, blocks: [2, 3], inputSize: 35, stem: 'cifar', classes: 10 }],
  ['alexnet', { width: 0.0625, classes: 10, lrn: true }],
  ['shufflenetV2', { alpha: 0.5, inputSize: 64, classes: 10 }],
];

test.beforeEach(async ({ page }) => {
  test.setTimeout(600_000);
  await openHarness(page);
});

test.afterEach(({ page }) => {
  expect(pageErrors(page)).toEqual([]);
});

for (const [network, options] of sampleOf('batches', NETWORKS, 3)) {
  test(`${network} ${JSON.stringify(options)}`, async ({ page }) => {
    const difference = await page.evaluate(
      ([spec, batch]) => harness.batchDifference(spec, batch),
      [[network, options] as NetworkSpec, BATCH] as const,
    );
    expectTheSame(difference);
  });
}

if (isWhole) {
  test('squeezenet1.0-dc from its file', async ({ page }) => {
    requireShared();
    const difference = await page.evaluate(
      ([bytes, batch]) => harness.batchDifference(bytes, batch),
      [new Uint8Array(readCompressedSqueezeNet()), BATCH] as const,
    );
    expectTheSame(difference);
  });
}

function expectTheSame({ outputs, largest, adapter }: BatchDifference): void {
  expect(outputs).toBe(OUTPUTS);
  // A GPU may take another kernel for more pixels, which adds in another order.
  expect(largest).toBeLessThanOrEqual(adapter === 'software' ? 0 : LOGIT_BOUND);
}
