// What `load` makes a classifier of, and what it is asked by default, on either backend.
import { expect, test } from '@playwright/test';
import { openHarness, pageErrors } from './support/open-harness';

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

  test(`${backend}: any network runs on a picture where it is said how`, async ({ page }) => {
    const answers = await page.evaluate(async (backend) => {
      const runtime = await harness.createRuntime({ backend });
      const file = await harness.toOnnx(harness.twoClassModel());
      const picture = new ImageData(8, 8);
      picture.data.set(Array.from({ length: 256 }, (_, i) => (i % 4 === 3 ? 255 : (37 * i) % 256)));
      const settings = { mean: [0.5, 0.4, 0.3], std: [0.5, 0.25, 0.2] } as const;
      // Channels first, as the file has them.
      const numbers = Float32Array.from({ length: 192 }, (_, i) => {
        const channel = Math.floor(i / 64);
        const value = (picture.data[4 * (i % 64) + channel] ?? 0) / 255;
        return (value - (settings.mean[channel] ?? 0)) / (settings.std[channel] ?? 1);
      });
      const model = await runtime.load(file, { preprocessing: settings });
      const [input = { name: '', shape: [] }] = model.inputs;
      const [output = { name: '' }] = model.outputs;
      const running = model.run({ [input.name]: picture });
      picture.data.fill(0); // what is there when the call comes is seen
      const seen = [...((await running)[output.name]?.data ?? [])];
      const given = await model.run({ [input.name]: numbers });
      const told = [...(given[output.name]?.data ?? [])];
      const left =
        backend === 'webgpu'
          ? Object.keys(await model.run({ [input.name]: picture }, { as: 'buffer' }))
          : [output.name];
      const plain = await runtime.load(file);
      const refusals = [
        await plain.run({ [input.name]: picture }).catch(String),
        await model.run({ [input.name]: [1, 2] as never }).catch(String),
        await model.run({ [input.name]: null as never }).catch(String),
        await model.run({ [input.name]: {} as never }).catch(String),
        await model.classify(picture).catch(String),
        await runtime
          .load(harness.joiningModel('nchw', 1), { preprocessing: settings })
          .catch(String),
      ];
      const small = { alpha: 0.25, rho: 32, classes: 3, batch: 2 };
      const batched = await runtime.load(harness.models.mobilenetV1(small));
      refusals.push(await batched.run({ input: picture }).catch(String));
      runtime.dispose();
      return { seen, told, refusals, left, output: output.name };
    }, backend);
    expect(answers.seen.length).toBeGreaterThan(0);
    for (const [i, value] of answers.told.entries()) {
      expect(answers.seen[i]).toBeCloseTo(value, 4);
    }
    expect(answers.left).toEqual([answers.output]);
    expect(answers.refusals).toEqual([
      expect.stringMatching(/^TensorError: Nothing says how a picture becomes/),
      expect.stringMatching(/^TensorError: Got no Float32Array/),
      expect.stringMatching(/^TensorError: Got no Float32Array/),
      expect.stringMatching(/^ImageError: /),
      expect.stringMatching(/^TensorError: .*does not classify pictures/),
      expect.stringMatching(/^TensorError: .*not one picture of three channels/),
      expect.stringMatching(/^TensorError: .*without a batch to show it pictures/),
    ]);
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
