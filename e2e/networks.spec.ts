// Networks as functions, with seeded weights: every layer on WebGPU against the CPU reference.
import { expect, test } from '@playwright/test';
import type { NetworkSpec } from './compare-layers';
import { openHarness, pageErrors } from './open-harness';

const MOBILENETS: readonly NetworkSpec[] = [0.25, 0.5, 0.75, 1].flatMap((alpha) =>
  [128, 224].map((rho) => ['mobilenetV1', { alpha, rho }] as const),
);

const NETWORKS: readonly NetworkSpec[] = [
  ...MOBILENETS,
  // An odd size and a width that is no multiple of four, two pictures at a time.
  ['mobilenetV1', { alpha: 0.3, rho: 75, classes: 10, batch: 2 }],
  ['mobilenetV1', { alpha: 0.25, rho: 96, separable: false }],
  ['squeezenet', { version: '1.0' }],
  ['squeezenet', { version: '1.1' }],
  ['alexnet', { width: 0.125, classes: 100 }],
  ['alexnet', { width: 0.0625, classes: 10, lrn: true, batch: 2 }],
];

/** Layers that the passes leave, by kind of network. */
const LEAST_LAYERS = { mobilenetV1: 17, squeezenet: 31, alexnet: 12 };

for (const spec of NETWORKS) {
  test(`${spec[0]} ${JSON.stringify(spec[1])}`, async ({ page }) => {
    test.setTimeout(300_000);
    await openHarness(page);
    const result = await page.evaluate((network) => harness.compareLayers(network), spec);
    expect(result.failures).toEqual([]);
    expect(result.layers).toBeGreaterThanOrEqual(LEAST_LAYERS[spec[0]]);
    expect(pageErrors(page)).toEqual([]);
  });
}
