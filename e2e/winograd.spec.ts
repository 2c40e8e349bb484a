// Networks all of whose convolutions that some tile suits are Winograd's, whatever the rules say: every layer against the
// CPU reference by the bound of its own, and the outputs against the network as it was read.
import { expect, test } from '@playwright/test';
import type { WinogradTile } from '../src/ops/conv/winograd';
import { isWhole, sampleOf } from '../src/util/sample.fixtures';
import type { NetworkSpec } from './support/built-network';
import { expectAgreement } from './support/expect-agreement';
import { openHarness } from './support/open-harness';

const NETWORKS: readonly { spec: NetworkSpec; tiles: readonly WinogradTile[]; lowered: number }[] =
  [
    {
      spec: ['squeezenet', { version: '1.0', inputSize: 64, classes: 10 }],
      tiles: [2, 4],
      lowered: 8,
    },
    // Its first layer, of 7×7 with stride 2.
    {
      spec: ['squeezenet', { version: '1.0', inputSize: 64, classes: 10 }],
      tiles: [3],
      lowered: 1,
    },
    { spec: ['resnet', { depth: 18, inputSize: 64, classes: 10 }], tiles: [2, 4], lowered: 13 },
    // Views at channels that are no multiples of four, two pictures at a time.
    {
      spec: ['densenet', { depth: 40, growthRate: 5, blocks: [4, 3], batch: 2 }],
      tiles: [2, 4],
      lowered: 8,
    },
  ];

const FORMS = NETWORKS.flatMap(({ tiles, ...network }) =>
  tiles.map((tile) => ({ ...network, tile })),
);

/** ResNet's eleven million weights take a minute to transform by the reference. */
const light = FORMS.filter(({ spec: [name] }) => isWhole || name !== 'resnet');

for (const { spec, tile, lowered } of sampleOf('Winograd', light, 1)) {
  test(`${spec[0]} by tiles of ${tile}×${tile}`, async ({ page }) => {
    test.setTimeout(600_000);
    await openHarness(page);
    const result = await page.evaluate((each) => harness.compareByWinograd(...each), [
      spec,
      tile,
    ] as const);
    expectAgreement(page, result);
    const shapes = result.layers
      .filter(({ op }) => op === 'winograd-input')
      .map(({ outputShape }) => outputShape[0]);
    expect(shapes).toEqual(Array(lowered).fill(tile === 2 ? 16 : 36));
  });
}
