// MobileNets from TFLite files: the float one against recorded probabilities, the quantised ones against LiteRT.js.
// The oracle for one file alone: npx playwright test e2e/tflite.spec.ts -g quant
import { expect, test } from '@playwright/test';
import { parseTflite } from '../src/formats/tflite/tflite-file';
import { largestDifference, largestIndex } from './support/differences';
import { PROBABILITY_BOUND } from './support/golden-bounds';
import { openHarness, pageErrors } from './support/open-harness';
import {
  GPU_RULES,
  goldenRow,
  type Photo,
  readCropPixels,
  readFloats,
  readPhotos,
  readShared,
  requireShared,
  samplePhotos,
} from './support/shared-material';

/** Classes of these files, background first. */
const CLASSES = 1001;
const SHAPE = [1, 224, 224, 3];

test('mobilenet_v1_0.25_224: all probabilities of all crops on the first and the third run', async ({
  page,
}) => {
  requireShared();
  test.setTimeout(600_000);
  await openHarness(page);
  await page.evaluate((bytes) => harness.openModel(bytes), modelBytes('mobilenet_v1_0.25_224'));
  const output = 'MobilenetV1/Predictions/Reshape_1';
  const differences: string[] = [];
  for (const photo of samplePhotos(4)) {
    const runs = await page.evaluate(([data, name]) => harness.runModel(data, [name], 3, 'input'), [
      await normalizedCrop(photo),
      output,
    ] as const);
    const want = goldenRow('golden/mobilenet_v1_0.25_224.probs.f32', photo.row, CLASSES);
    for (const run of [0, 2]) {
      const worst = largestDifference(runs[run]?.[output], want);
      if (!(worst <= PROBABILITY_BOUND))
        differences.push(`${photo.photo}, run ${run + 1}: ${worst}`);
    }
  }
  expect(differences).toEqual([]);
  expect(pageErrors(page)).toEqual([]);
});

if (GPU_RULES.includes('MobileNet')) {
  test('mobilenet_v1_0.25_224: the kernels chosen for a GPU give the same', async ({ page }) => {
    requireShared();
    await openHarness(page);
    const [photo] = readPhotos();
    if (!photo) throw new Error('There is no photograph.');
    const { values, shaders } = await page.evaluate(
      ([bytes, data]) =>
        harness.runPlannedFor('hardware', bytes, 'MobilenetV1/Predictions/Reshape_1', data),
      [modelBytes('mobilenet_v1_0.25_224'), await normalizedCrop(photo)] as const,
    );
    expect(shaders).toContain('depthwise-conv2d-tiled');
    expect(shaders).toContain('conv2d-pointwise-tiled');
    const want = readFloats('golden/mobilenet_v1_0.25_224.probs.f32').subarray(0, CLASSES);
    expect(largestDifference(values, want)).toBeLessThanOrEqual(PROBABILITY_BOUND);
    expect(pageErrors(page)).toEqual([]);
  });
}

for (const [file, output] of [
  ['mobilenet_v1_0.25_224_quant', 'MobilenetV1/Predictions/Reshape_1'],
  ['mobilenet_v2_1.0_224_quant', 'output'],
] as const) {
  test(`${file}: all codes of all crops are LiteRT's, but for a step`, async ({ page }) => {
    requireShared();
    test.setTimeout(1_200_000);
    await openHarness(page);
    await page.evaluate((bytes) => harness.openModel(bytes), modelBytes(file));
    // A page of its own: LiteRT tells its console what it does as errors.
    const oracle = await page.context().newPage();
    await openHarness(oracle);
    await oracle.evaluate((bytes) => harness.openOracle(bytes), modelBytes(file));
    const { outputs, tensors } = parseTflite(modelBytes(file));
    const { scales: [scale = 1] = [], zeroPoints: [zeroPoint = 0] = [] } =
      tensors[outputs[0] ?? 0]?.quantization ?? {};
    const photos = samplePhotos(4);
    const others: string[] = [];
    for (const photo of photos) {
      const pixels = new Uint8Array(await readCropPixels(photo.photo, 224));
      const want = await oracle.evaluate(([data, shape]) => harness.runOracle(data, shape), [
        pixels,
        SHAPE,
      ] as const);
      const [run] = await page.evaluate(
        ([data, name]) => harness.runModel(data, [name], 1, 'input'),
        [normalized(pixels, 128), output] as const,
      );
      const got = Array.from(run?.[output] ?? []);
      expect(want).toHaveLength(CLASSES);
      // Codes of eight bits tie; any of the largest is a first class.
      if (want[largestIndex(got)] !== Math.max(...want)) others.push(photo.photo);
      const codes = Float32Array.from(got, (number) => number / scale + zeroPoint);
      expect(largestDifference(codes, Float32Array.from(want))).toBeLessThanOrEqual(1);
    }
    expect(others).toEqual([]);
    expect(pageErrors(page)).toEqual([]);
  });
}

function modelBytes(name: string): Uint8Array {
  return new Uint8Array(readShared('weights', `${name}.tflite`));
}

async function normalizedCrop({ photo }: Photo): Promise<Float32Array<ArrayBuffer>> {
  return normalized(await readCropPixels(photo, 224), 127.5);
}

/** x / middle − 1. */
function normalized(pixels: Uint8Array, middle: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(pixels, (value) => value / middle - 1);
}
