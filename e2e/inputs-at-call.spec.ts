// Inputs are what they are when the call comes, whatever the page does to them as soon as it has returned: a tensor, or the
// pixels of a picture, handed to a worker is the ordinary case.
import { expect, test } from '@playwright/test';
import { sampleOf } from '../src/util/sample.fixtures';
import { openHarness, pageErrors } from './support/open-harness';
import type { ChangingKind } from './support/pictures/changing-pictures';
import { SMALL } from './support/pictures/known-pictures';

/** Levels of a hundredth each, so that every colour has a share. */
const HOW = { ...SMALL, scale: 0.01 };

const KINDS: readonly ChangingKind[] = [
  ...(['transferredImageData', 'transferredLongImageData', 'transferredFloatImageData'] as const),
  ...(['overwrittenImageData', 'imageDataInGrownMemory', 'redrawnCanvas'] as const),
  ...(['resizedCanvas', 'imageOfAnotherSource'] as const),
];

test.beforeEach(async ({ page }) => {
  await openHarness(page);
});

test.afterEach(({ page }) => {
  expect(pageErrors(page)).toEqual([]);
});

for (const backend of ['webgpu', 'cpu'] as const) {
  for (const kind of sampleOf(`kinds at call, ${backend}`, KINDS, 3)) {
    test(`${kind}: seen as it was when the call came (${backend})`, async ({ page }) => {
      const answers = await page.evaluate(
        ([name, how, computes]) => harness.answersToChanging(name, how, computes),
        [kind, HOW, backend] as const,
      );
      const calls = ['classify', 'preview', 'trace', 'compare'];
      expect(Object.keys(answers)).toEqual(backend === 'cpu' ? calls.slice(0, 3) : calls);
      for (const [call, { stayed, changed }] of Object.entries(answers)) {
        expect(changed, call).toBe(stayed);
      }
      expect(answers.preview?.stayed).toMatch(/^(199|200|201),(99|100|101),(49|50|51),255,/);
    });
  }

  for (const order of ['nchw', 'nhwc'] as const) {
    test(`tensors in ${order} are what they were when the call came (${backend})`, async ({
      page,
    }) => {
      const answers = await page.evaluate(
        ([computes, axes]) => harness.answersToChangingTensors(computes, axes),
        [backend, order] as const,
      );
      expect(answers).toHaveLength(backend === 'cpu' ? 8 : 12);
      for (const { what, stayed, changed, gone } of answers) {
        expect(changed, what).toBe(stayed);
        if (gone) expect(gone, what).toMatch(/^TensorError: Got (0|15) numbers for input "a"/);
      }
    });
  }
}

test('pixels that are handed on while the device is being replaced', async ({ page }) => {
  const { stayed, changed } = await page.evaluate(
    (how) => harness.answerDuringReplay('transferredImageData', how),
    HOW,
  );
  expect(changed).toBe(stayed);
});
