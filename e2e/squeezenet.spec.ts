// SqueezeNet from its Deep Compression file against ONNX Runtime, over real photographs.
import { expect, test } from '@playwright/test';
import { timesOf } from '../src/util/sample.fixtures';
import { largestDifference } from './support/differences';
import { LOGIT_BOUND } from './support/golden-bounds';
import { runOnnxReference } from './support/onnx-reference';
import { openHarness, pageErrors } from './support/open-harness';
import {
  GPU_RULES,
  goldenRow,
  readCompressedSqueezeNet,
  readCropTensor,
  readFloats,
  readPhotos,
  requireShared,
  samplePhotos,
} from './support/shared-material';

const CLASSES = 1000;
/** Distance between neighbouring float32 numbers, relative to their size. */
const ULP = 2 ** -23;
/** Squeeze filters of fire2 … fire9: input channels of their 3×3 expansions. */
const SQUEEZE = [16, 16, 32, 32, 48, 48, 64, 64];

test('all logits of all crops agree with the reference on the first and the third run', async ({
  page,
}) => {
  requireShared();
  test.setTimeout(1_200_000);
  await openHarness(page);
  await page.evaluate(
    (bytes) => harness.openModel(bytes),
    new Uint8Array(readCompressedSqueezeNet()),
  );
  const differences: string[] = [];
  for (const photo of samplePhotos(2)) {
    const runs = await page.evaluate(
      (data) => harness.runModel(data, ['logits'], 3),
      await readCropTensor(photo),
    );
    const want = goldenRow('golden/squeezenet1_0_dc.logits.f32', photo.row, CLASSES);
    for (const run of [0, 2]) {
      const worst = largestDifference(runs[run]?.logits, want);
      if (!(worst <= LOGIT_BOUND)) differences.push(`${photo.photo}, run ${run + 1}: ${worst}`);
    }
  }
  expect(differences).toEqual([]);
  expect(pageErrors(page)).toEqual([]);
});

if (GPU_RULES.includes('SqueezeNet')) {
  test('the kernels chosen for a GPU give the reference logits too', async ({ page }) => {
    requireShared();
    await openHarness(page);
    const [photo] = readPhotos();
    if (!photo) throw new Error('There is no photograph.');
    const { values, shaders } = await page.evaluate(
      ([bytes, data]) => harness.runPlannedFor('hardware', bytes, 'logits', data),
      [new Uint8Array(readCompressedSqueezeNet()), await readCropTensor(photo)] as const,
    );
    expect(shaders).toContain('conv2d-tiled');
    expect(shaders).toContain('conv2d-pointwise-tiled');
    const want = readFloats('golden/squeezenet1_0_dc.logits.f32').subarray(0, CLASSES);
    expect(largestDifference(values, want)).toBeLessThanOrEqual(LOGIT_BOUND);
    expect(pageErrors(page)).toEqual([]);
  });
}

test('every fire module agrees with ONNX Runtime', async ({ page }) => {
  requireShared();
  await openHarness(page);
  const names = SQUEEZE.map((_, index) => `fire${index + 2}/concat`);
  await page.evaluate(([bytes, outputs]) => harness.openModel(bytes, { outputs }), [
    new Uint8Array(readCompressedSqueezeNet()),
    names,
  ] as const);
  for (const photo of readPhotos().slice(0, timesOf(1, 3))) {
    const data = await readCropTensor(photo);
    const want = await runOnnxReference(data, names);
    const [got] = await page.evaluate(([input, outputs]) => harness.runModel(input, outputs), [
      data,
      names,
    ] as const);
    for (const [index, name] of names.entries()) {
      const expected = want[name] ?? new Float32Array();
      // The web platform tests' bound for the module's widest convolution, 2·Kh·Kw·Cin ULP, at the size of the
      // module's largest value, since rounding errors of the layers before arrive at all of them.
      const bound = 2 * 9 * (SQUEEZE[index] ?? 0) * ULP * largestMagnitude(expected);
      const worst = largestDifference(got?.[name], expected);
      expect(worst, `${name} of ${photo.photo}`).toBeLessThanOrEqual(bound);
    }
  }
  expect(pageErrors(page)).toEqual([]);
});

function largestMagnitude(values: Float32Array): number {
  return values.reduce((worst, value) => Math.max(worst, Math.abs(value)), 0);
}
