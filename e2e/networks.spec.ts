// Networks as functions, with seeded weights: every layer on WebGPU against the CPU reference.
import { expect, test } from '@playwright/test';
import type { ModelComparison } from '../src/tools/comparison';
import { sampleOf } from '../src/util/sample.fixtures';
import type { NetworkSpec } from './support/built-network';
import { openHarness, pageErrors } from './support/open-harness';

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
  ['densenet', { depth: 40 }],
  ['densenet', { depth: 100 }],
  ['densenet', { depth: 121, inputSize: 64, classes: 10 }],
  // Widths and offsets that are no multiples of four, an odd size, two pictures at a time.
  ['densenet', { depth: 100, growthRate: 7, blocks: [3, 4, 2], inputSize: 17, batch: 2 }],
  ['densenet', { depth: 40, growthRate: 5, blocks: [4, 3], initialChannels: 9, batch: 2 }],
  ['resnet', { depth: 18, inputSize: 64, classes: 10 }],
  ['resnet', { depth: 50, inputSize: 32, classes: 10 }],
  ['shufflenetV2', { alpha: 0.5, inputSize: 96, classes: 10, batch: 2 }],
  ['shufflenetV2', { alpha: 1, inputSize: 64, classes: 10 }],
  ['mobilenetV2', { alpha: 1, rho: 96, classes: 10 }],
  ['mobilenetV2', { alpha: 0.35, rho: 75, classes: 10, batch: 2 }],
  ['mobilenetV3Small', { inputSize: 96, classes: 10 }],
  ['efficientnetB0', { inputSize: 64, classes: 10 }],
  ['googlenet', { inputSize: 64, classes: 10 }],
  ['googlenet', { inputSize: 33, classes: 10, wideKernel: 5, batch: 2 }],
];

/** Layers that the passes leave, by kind of network. */
const LEAST_LAYERS = {
  ...{ mobilenetV1: 17, squeezenet: 31, alexnet: 12, densenet: 12, resnet: 24, shufflenetV2: 60 },
  ...{ mobilenetV2: 55, mobilenetV3Small: 70, efficientnetB0: 120, googlenet: 70 },
};

/** Distance between neighbouring float32 numbers, relative to the power of two below them. */
const ULP = 2 ** -23;

/**
 * Holds the outputs against the graph as it was read: layers are held against the graph that the passes made, so that a
 * pass that makes another network of it breaks no bound of theirs.
 *
 * A layer rounds its numbers by about half a unit of the largest of them; its terms' own roundings have either sign. Seeded
 * weights keep the size of signals from layer to layer (arXiv:1502.01852), so that what is off in one is off by as large a
 * share in the next. So the logits are off by about half a unit of the largest for each layer if all errors go the same
 * way; a unit is allowed [at most 0.41 of it was seen, in MobileNet v2]. Logits that are off by δ make probabilities e^±2δ
 * times as large. What a pass gets wrong is off by some thousandths.
 */
function expectOutputsAsRead({ layers, outputs }: ModelComparison): void {
  expect(outputs.map(({ name }) => name)).toEqual(['logits', 'prob']);
  const [logits, probabilities] = outputs;
  const bound = layers.length * ULP * (logits?.largest ?? 0);
  expect(logits?.maxAbsError, 'logits, against the graph as read').toBeLessThanOrEqual(bound);
  expect(probabilities?.maxAbsError, 'prob, against the graph as read').toBeLessThanOrEqual(
    (probabilities?.largest ?? 0) * Math.expm1(2 * bound),
  );
}

test('a built network is loaded like a file, profiled, and refused what it is not', async ({
  page,
}) => {
  await openHarness(page);
  const result = await page.evaluate(async () => {
    const runtime = await harness.createRuntime();
    const built = harness.models.mobilenetV1({ alpha: 0.25, rho: 1 / 7, classes: 12 });
    const model = await runtime.load(built);
    const picture = new ImageData(50, 40);
    const answers = await model.classify(picture, { topK: 12 });
    const profile = await harness.profile(model, { runs: 2 });
    const { classifier: _, ...tensors } = built;
    const plain = await runtime.load({ ...tensors, classifier: null });
    const refusal = (promise: Promise<unknown>) => promise.then(() => '', String);
    const refusals = [
      await refusal(runtime.load(built, { batch: 2 })),
      await refusal(plain.classify(picture)),
    ];
    const { prob } = await plain.run({ input: new Float32Array(32 * 32 * 3) });
    runtime.dispose();
    return { name: model.name, answers, profile, refusals, prob: prob?.shape };
  });
  expect(result.name).toBe('mobilenet-v1-0.25-32');
  expect(new Set(result.answers.map(({ index }) => index)).size).toBe(12);
  expect(result.answers.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
  expect(result.answers[0]?.label).toMatch(/^class \d+$/);
  expect(result.profile.inferenceMs.median).toBeGreaterThan(0);
  expect(result.profile.layers?.map(({ name }) => name)).toContain('conv_dw_13');
  expect(result.refusals).toEqual([
    expect.stringMatching(/^TensorError: .*built for a batch of 1/),
    expect.stringMatching(/^TensorError: .*does not classify pictures; use run/),
  ]);
  expect(result.prob).toEqual([1, 12]);
  expect(pageErrors(page)).toEqual([]);
});

/** In a sample one network of every other kind. */
const KINDS = sampleOf('kinds', Object.keys(LEAST_LAYERS), 3);
const CHOSEN = KINDS.flatMap((kind) =>
  sampleOf(
    kind,
    NETWORKS.filter(([name]) => name === kind),
    1,
  ),
);

for (const spec of CHOSEN) {
  test(`${spec[0]} ${JSON.stringify(spec[1])}`, async ({ page }) => {
    test.setTimeout(600_000);
    await openHarness(page);
    const result = await page.evaluate((network) => harness.compareLayers(network), spec);
    expect(result.layers.filter(({ isWithin }) => !isWithin)).toEqual([]);
    expect(result).toMatchObject({ passed: true, runDifferences: [], planDifferences: [] });
    expect(result.layers.length).toBeGreaterThanOrEqual(LEAST_LAYERS[spec[0]]);
    expectOutputsAsRead(result);
    expect(pageErrors(page)).toEqual([]);
  });
}
