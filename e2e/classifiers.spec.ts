// What `load` makes a classifier of, and what it is asked by default, on either backend.
import { expect, test } from '@playwright/test';
import { openHarness, pageErrors } from './open-harness';

test.beforeEach(async ({ page }) => {
  await openHarness(page);
});

test.afterEach(({ page }) => {
  expect(pageErrors(page)).toEqual([]);
});

for (const backend of ['webgpu', 'cpu'] as const) {
  test(`${backend}: a file that says nothing of pictures classifies them where that is asked for`, async ({
    page,
  }) => {
    const answers = await page.evaluate(async (backend) => {
      const runtime = await harness.createRuntime({ backend });
      const file = await harness.toOnnx(harness.twoClassModel());
      const blue = new ImageData(8, 8);
      blue.data.set(Array.from({ length: 256 }, (_, i) => (i % 4 < 2 ? 0 : 255)));
      const plain = await runtime.load(file);
      const refusal = await plain.classify(blue, { topK: 1 }).catch(String);
      const guessed = await runtime.load(file, { classifier: true });
      const told = await runtime.load(new Blob([file]), {
        classifier: { labels: ['red', 'blue'] },
      });
      const named = [];
      for (const model of [guessed, told]) named.push(await model.classify(blue, { topK: 1 }));
      const noPicture = harness.joiningModel('nchw', 1);
      const refused = await runtime.load(noPicture, { classifier: true }).catch(String);
      runtime.dispose();
      return { refusal, named, refused };
    }, backend);
    expect(answers.refusal).toContain('does not classify pictures');
    expect(answers.named).toEqual([
      [{ index: 1, label: 'class 1', probability: expect.closeTo(1, 3) }],
      [{ index: 1, label: 'blue', probability: expect.closeTo(1, 3) }],
    ]);
    expect(answers.refused).toContain('not one picture of three channels');
  });
}
