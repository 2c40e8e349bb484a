// `compare`: on pictures and tensors, on bad input, and on models that are wrong on purpose.
import { expect, test } from '@playwright/test';
import { openHarness, pageErrors } from './support/open-harness';

/** A small network: every kind of layer of a MobileNet. */
const SMALL = { alpha: 0.25, rho: 32, classes: 10 };

test.beforeEach(async ({ page }) => {
  test.setTimeout(600_000);
  await openHarness(page);
});

test.afterEach(({ page }) => {
  expect(pageErrors(page)).toEqual([]);
});

test('a comparison tells every layer, the outputs, and what they were computed from', async ({
  page,
}) => {
  const result = await page.evaluate(async (options) => {
    const runtime = await harness.createRuntime();
    const model = await runtime.load(harness.models.mobilenetV1(options));
    const picture = new ImageData(50, 40);
    picture.data.fill(200);
    const onPicture = await harness.compare(model, { picture }, { runs: 1 });
    const input = new Float32Array(32 * 32 * 3).fill(0.5);
    const onTensor = await harness.compare(model, { input });
    const seeded = await harness.compare(model, {}, { runs: 1 });
    // Nothing that a comparison holds stands in the way of the next inference.
    const answers = await model.classify(picture, { topK: 3 });
    const steps = harness.programOf(model)?.steps.map(({ node }) => node);
    runtime.dispose();
    return { onPicture, onTensor, seeded, answers, steps };
  }, SMALL);
  for (const comparison of [result.onPicture, result.onTensor, result.seeded]) {
    expect(comparison).toMatchObject({ passed: true, firstOverBound: null });
    expect(comparison).toMatchObject({ runDifferences: [], planDifferences: [] });
    expect(comparison.layers.map(({ name }) => name)).toEqual(result.steps);
    expect(comparison.outputs).toMatchObject([
      { name: 'logits', shape: [1, 10] },
      { name: 'prob', shape: [1, 10] },
    ]);
    for (const { maxAbsError } of comparison.outputs) expect(maxAbsError).toBeLessThan(1e-6);
  }
  expect(result.onTensor.runs).toBe(3);
  expect(result.seeded.seed).toBe(20_261_124);
  expect(result.onPicture.seed).toBeNull();
  expect(result.answers).toHaveLength(3);
  const [first] = result.seeded.layers;
  expect(first).toMatchObject({ op: 'conv2d', outputShape: [1, 16, 16, 8], isWithin: true });
  expect(first?.variant.startsWith(first.kernel)).toBe(true);
  // Float32 rounds: a comparison that finds nothing at all compares nothing.
  expect(first?.maxAbsError).toBeGreaterThan(0);
  expect(first?.maxUlpError).toBeGreaterThan(0);
  expect(first?.worst?.error).toBeLessThanOrEqual(first?.worst?.bound ?? 0);
});

test('bad input is refused with errors that say what is wanted', async ({ page }) => {
  const refusals = await page.evaluate(async (options) => {
    const runtime = await harness.createRuntime();
    const built = harness.models.mobilenetV1(options);
    const model = await runtime.load(built);
    const plain = await runtime.load({ ...built, classifier: null });
    const pair = await runtime.load(harness.models.mobilenetV1({ ...options, batch: 2 }));
    const picture = new ImageData(8, 8);
    const refusal = (promise: Promise<unknown>) => promise.then(() => '', String);
    const results = [
      await refusal(harness.compare(model, { input: new Float32Array(3) })),
      await refusal(harness.compare(model, { other: new Float32Array(3) })),
      await refusal(harness.compare(model, { picture: new Blob(['no picture']) })),
      await refusal(harness.compare(model, {}, { runs: 0 })),
      await refusal(harness.compare(plain, { picture })),
      await refusal(harness.compare(pair, { picture })),
    ];
    model.dispose();
    results.push(await refusal(harness.compare(model)));
    runtime.dispose();
    return results;
  }, SMALL);
  expect(refusals).toEqual([
    expect.stringMatching(/^TensorError: Got 3 numbers for input "input"/),
    expect.stringMatching(/^TensorError: There is no input "other"/),
    expect.stringMatching(/^ImageError: /),
    expect.stringMatching(/^RangeError: A comparison needs one run or more, got 0/),
    expect.stringMatching(/^TensorError: Nothing says how a picture becomes "/),
    expect.stringMatching(/^TensorError: .*without a batch to show it pictures/),
    expect.stringMatching(/^TensorError: .*was disposed/),
  ]);
});

test('the first layer whose shader is wrong is named, and those after it are not blamed', async ({
  page,
}) => {
  const result = await page.evaluate(async (options) => {
    const model = harness.models.mobilenetV1({ ...options, batch: 2 });
    // Half a unit in a thousand: an answer that looks right.
    const tampering = {
      kernel: 'depthwise-conv2d',
      trait: 's2',
      text: /select\((\w+),(\w+),\1<\2\)/g,
      replacement: '$& * elem(1.0005)',
    };
    return harness.compareTampered(model, tampering, 1);
  }, SMALL);
  expect(result).toMatchObject({ passed: false, firstOverBound: 'conv_dw_2' });
  const wrong = result.layers.filter(({ isWithin }) => !isWithin);
  expect(wrong.map(({ name }) => name)).toEqual([
    'conv_dw_2',
    'conv_dw_4',
    'conv_dw_6',
    'conv_dw_12',
  ]);
  for (const { worst } of wrong) expect(worst?.error).toBeGreaterThan(worst?.bound ?? 0);
});

test('a layer that is right only the first time is found in the second run', async ({ page }) => {
  const result = await page.evaluate(async (options) => {
    const model = harness.models.mobilenetV1(options);
    // A shader that leaves a thousandth of what the run before left.
    const tampering = {
      kernel: 'softmax',
      trait: '',
      text: /(y\[[\w+]+\])=select\(/g,
      replacement: '$1 = $1 * elem(0.001) + select(',
    };
    const once = await harness.compareTampered(model, tampering, 1);
    return { once, twice: await harness.compareTampered(model, tampering, 2) };
  }, SMALL);
  expect(result.once).toMatchObject({ firstOverBound: null, runDifferences: [] });
  expect(result.twice).toMatchObject({ passed: false, firstOverBound: 'prob' });
  const [first] = result.twice.runDifferences;
  expect(first).toMatchObject({ run: 2, name: 'prob' });
  expect(first?.maxAbsDifference).toBeGreaterThan(0);
});
