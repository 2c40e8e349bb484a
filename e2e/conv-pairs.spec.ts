// Networks all of whose depthwise separable convolutions, or beginnings of inverted residuals, are one dispatch each, whatever the
// rules say: every layer against the CPU reference by the bound of its own, and the outputs against the network as it was read.
import { expect, test } from '@playwright/test';
import { sampleOf } from '../src/util/sample.fixtures';
import type { NetworkSpec } from './support/built-network';
import { expectAgreement } from './support/expect-agreement';
import { openHarness } from './support/open-harness';

const NETWORKS: readonly {
  op: 'separable-conv2d' | 'expand-depthwise';
  spec: NetworkSpec;
  lowered: number;
}[] = [
  {
    op: 'separable-conv2d',
    spec: ['mobilenetV1', { alpha: 0.25, rho: 64, classes: 10 }],
    lowered: 13,
  },
  // Two pictures, and channels that are no multiples of four.
  {
    op: 'separable-conv2d',
    spec: ['mobilenetV1', { alpha: 0.21, rho: 33, classes: 10, batch: 2 }],
    lowered: 13,
  },
  {
    op: 'expand-depthwise',
    spec: ['mobilenetV2', { alpha: 0.35, rho: 33, classes: 10, batch: 2 }],
    lowered: 16,
  },
  // Windows of 5×5, hard-swish, and channels weighed behind them.
  {
    op: 'expand-depthwise',
    spec: ['mobilenetV3Small', { inputSize: 64, classes: 10 }],
    lowered: 10,
  },
];

for (const { op, spec, lowered } of sampleOf('conv pairs', NETWORKS, 2)) {
  test(`${op}, ${spec[0]}: ${JSON.stringify(spec[1])}`, async ({ page }) => {
    test.setTimeout(600_000);
    await openHarness(page);
    const result = await page.evaluate((each) => harness.compareByPairs(...each), [
      spec,
      op,
    ] as const);
    expectAgreement(page, result);
    expect(result.layers.filter((layer) => layer.op === op)).toHaveLength(lowered);
  });
}
