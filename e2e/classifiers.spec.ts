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

  test(`${backend}: two classes are two answers by default, of pictures and of video`, async ({
    page,
  }) => {
    const answers = await page.evaluate(async (backend) => {
      const runtime = await harness.createRuntime({ backend });
      const model = await runtime.load(harness.twoClassModel(), { classifier: true });
      const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 });
      const context = harness.context2d(canvas);
      context.fillStyle = 'red';
      context.fillRect(0, 0, 8, 8);
      const stopping = new AbortController();
      const top = await model.classify(canvas);
      let frame: typeof top = [];
      for await (const answer of model.stream(canvas, { signal: stopping.signal })) {
        frame = [...answer.top];
        stopping.abort();
      }
      const tooMany = await model.classify(canvas, { topK: 3 }).catch(String);
      runtime.dispose();
      return { top, frame, tooMany };
    }, backend);
    expect(answers.top.map(({ index }) => index)).toEqual([0, 1]);
    expect(answers.frame).toEqual(answers.top);
    expect(answers.tooMany).toContain('topK must be a whole number from 1 to 2, got 3.');
  });
}
