// Networks all of whose depthwise separable convolutions are one dispatch each, whatever the rules say: every layer against
// the CPU reference by the bound of its own, and the outputs against the network as it was read.
import { expect, test } from '@playwright/test';
import { sampleOf } from '../src/util/sample.fixtures';
import type { NetworkSpec } from './built-network';
import { expectAgreement } from './expect-agreement';
import { openHarness } from './open-harness';

const NETWORKS: readonly { spec: NetworkSpec; lowered: number }[] = [
  { spec: ['mobilenetV1', { alpha: 0.25, rho: 64, classes: 10 }], lowered: 13 },
  // Two pictures, and channels that are no multiples of four.
  { spec: ['mobilenetV1', { alpha: 0.21, rho: 33, classes: 10, batch: 2 }], lowered: 13 },
];

for (const { spec, lowered } of sampleOf('separable', NETWORKS, 1)) {
  test(`${spec[0]}: ${JSON.stringify(spec[1])}`, async ({ page }) => {
    test.setTimeout(600_000);
    await openHarness(page);
    const result = await page.evaluate((each) => harness.compareBySeparable(each), spec);
    expectAgreement(page, result);
    const ops = result.layers.map(({ op }) => op);
    expect(ops.filter((op) => op === 'separable-conv2d')).toHaveLength(lowered);
  });
}
