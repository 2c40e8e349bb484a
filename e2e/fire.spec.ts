// Networks all of whose fire modules are one dispatch each, whatever the rules say: every layer against the CPU reference by
// the bound of its own, and the outputs against the network as it was read.
import { expect, test } from '@playwright/test';
import { sampleOf } from '../src/util/sample.fixtures';
import type { NetworkSpec } from './support/built-network';
import { expectAgreement } from './support/expect-agreement';
import { openHarness } from './support/open-harness';

const NETWORKS: readonly { title: string; spec: NetworkSpec; fires: number }[] = [
  {
    title: 'SqueezeNet 1.1',
    spec: ['squeezenet', { version: '1.1', inputSize: 64, classes: 10 }],
    fires: 8,
  },
  {
    // Of channels that are no multiples of four.
    title: 'a narrow network, two pictures at a time',
    spec: [
      'squeezenet',
      {
        ...{ version: '1.1', inputSize: 64, classes: 10, batch: 2 },
        ...{ fires: 2, baseExpand: 44, expandFrequency: 1, expandIncrement: 2 },
      },
    ],
    fires: 2,
  },
];

for (const { title, spec, fires } of sampleOf('fire', NETWORKS, 1)) {
  test(title, async ({ page }) => {
    test.setTimeout(600_000);
    await openHarness(page);
    const result = await page.evaluate((each) => harness.compareByFires(each), spec);
    expectAgreement(page, result);
    const count = (wanted: string) => result.layers.filter(({ op }) => op === wanted).length;
    expect(count('fire')).toBe(fires);
    // The first layer and the last.
    expect(count('conv2d')).toBe(2);
  });
}
