// Whole networks as ONNX files on WebGPU against ONNX Runtime: one written by another tool, and the networks that are
// built by functions, written by our own writer.
import { expect, test } from '@playwright/test';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { valueNamed } from '../src/graph/graph';
import { externalShape } from '../src/tensor/layout';
import { toOnnx } from '../src/tools/to-onnx';
import { product } from '../src/util/math';
import { seededRandom } from '../src/util/random';
import { sampleOf } from '../src/util/sample.fixtures';
import { buildNetwork, type NetworkSpec } from './support/built-network';
import { openHarness, pageErrors } from './support/open-harness';
import { readShared, requireShared } from './support/shared-material';

const SEED = 20_261_124;
/**
 * Largest difference, by the size of the largest number of the output. Both sides round every sum to single precision
 * in an order of their own: 2⁻²³ a term at the size of the terms, a few hundred to a few thousand terms a layer, of
 * which the signs are random, and up to 120 layers after one another.
 */
const TOLERANCE = 5e-5;

const NETWORKS: readonly NetworkSpec[] = [
  ['squeezenet', { version: '1.0' }],
  ['squeezenet', { version: '1.1' }],
  ['mobilenetV1', { alpha: 0.25, rho: 128 }],
  ['mobilenetV1', { alpha: 0.5, rho: 96 }],
  ['mobilenetV1', { alpha: 1, rho: 64 }],
  ['densenet', { depth: 100 }],
  ['densenet', { depth: 40 }],
  ['densenet', { depth: 121, inputSize: 64 }],
  ['resnet', { depth: 18, inputSize: 64 }],
  ['shufflenetV2', { alpha: 1, inputSize: 64 }],
  ['googlenet', { inputSize: 64, classes: 10 }],
  ['mobilenetV3Small', { inputSize: 64, classes: 10 }],
];

test.beforeEach(async ({ page }) => {
  test.setTimeout(600_000);
  await openHarness(page);
});

test.afterEach(({ page }) => {
  expect(pageErrors(page)).toEqual([]);
});

/** The network that the seed is about, in full: too large for a batch of three on a software adapter in every CI run. */
const LARGE: readonly NetworkSpec[] = [['densenet', { depth: 121 }]];

for (const spec of sampleOf('ONNX networks', [...NETWORKS, ...LARGE], 1)) {
  test(`${spec[0]} ${JSON.stringify(spec[1])}`, async ({ page }) => {
    for (const batch of LARGE.includes(spec) ? [1] : [1, 3]) {
      const model = buildNetwork(spec, batch);
      const [input = ''] = model.graph.inputs;
      const { shape } = valueNamed(model.graph, input);
      const bytes = await toOnnx(model);
      const data = seededNumbers(product(shape));
      const dims = externalShape(shape, model.graph.axisOrder);
      const want = await runOnnxRuntime(bytes, input, data, dims);
      const answers = await page.evaluate(
        ([network, size, numbers]) => harness.runAsOnnx(network, size, numbers),
        [spec, batch, data] as const,
      );
      expect(answers.byteLength).toBe(bytes.byteLength);
      for (const [name, { data: expected }] of Object.entries(want)) {
        for (const [run, outputs] of answers.runs.entries()) {
          expectClose(outputs[name], expected, `${name}, batch ${batch}, run ${run + 1}`);
        }
      }
      expect(Object.keys(want)).toEqual(['logits', 'prob']);
    }
  });
}

test('squeezenet1_0_dc.onnx, written by another tool', async ({ page }) => {
  requireShared();
  const bytes = readShared('golden/squeezenet1_0_dc.onnx');
  const data = seededNumbers(3 * 227 * 227).map((value) => 100 * value);
  const want = await runOnnxRuntime(bytes, 'data', data, [1, 3, 227, 227]);
  await page.evaluate((file) => harness.openModel(file), new Uint8Array(bytes));
  const names = Object.keys(want);
  const runs = await page.evaluate(([numbers, outputs]) => harness.runModel(numbers, outputs, 3), [
    data,
    names,
  ] as const);
  for (const name of names) {
    for (const run of [0, 2]) {
      expectClose(
        runs[run]?.[name],
        want[name]?.data ?? new Float32Array(0),
        `${name}, run ${run + 1}`,
      );
    }
  }
});

function seededNumbers(length: number): Float32Array<ArrayBuffer> {
  const random = seededRandom(SEED);
  return Float32Array.from({ length }, () => 2 * random() - 1);
}

async function runOnnxRuntime(
  bytes: Uint8Array,
  input: string,
  data: Float32Array,
  dims: readonly number[],
): Promise<Record<string, { data: Float32Array }>> {
  expect(product(dims)).toBe(data.length);
  const session = await InferenceSession.create(bytes);
  const results = await session.run({ [input]: new Tensor('float32', data, dims) });
  await session.release();
  return results as unknown as Record<string, { data: Float32Array }>;
}

function expectClose(got: Float32Array | undefined, want: Float32Array, what: string): void {
  expect(got?.length, what).toBe(want.length);
  const scale = want.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const worst = want.reduce((largest, value, i) => {
    const difference = Math.abs((got?.[i] ?? Number.NaN) - value);
    return difference > largest || Number.isNaN(difference) ? difference : largest;
  }, 0);
  expect(worst / scale, what).toBeLessThanOrEqual(TOLERANCE);
}
