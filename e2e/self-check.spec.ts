// Adapters that compute wrongly: kernels made wrong on purpose are found by `check: 'once'`, named, and done without.
import { expect, type Page, test } from '@playwright/test';
import { sampleOf } from '../src/util/sample.fixtures';
import type { NetworkSpec } from './support/built-network';
import { openHarness, pageErrors } from './support/open-harness';

/** Loads a small SqueezeNet once by each option, on adapters that a fault is made for. */
async function tryFault(page: Page, fault: 'shader' | 'third run' | 'all of a kernel' | 'none') {
  await openHarness(page);
  return page.evaluate(async (fault) => {
    const warnings: string[] = [];
    console.warn = (text: string) => warnings.push(text);
    const data = Float32Array.from({ length: 3 * 64 * 64 }, (_, i) => Math.sin(i));
    const network = harness.models.squeezenet({ inputSize: 64, classes: 10, fires: 2 });
    const answerOf = async (check: 'off' | 'once') => {
      const runtime = await harness.createRuntime();
      try {
        const model = await runtime.load(network, { check });
        const runs = [];
        for (let run = 1; run <= 3; run++) runs.push(await model.run({ data }));
        const { struck, layers } = model.inspect();
        return {
          logits: runs.map(({ logits }) => [...(logits?.data ?? [])]),
          struck,
          layers: layers.map(({ variant, op }) => ({ variant, op })),
        };
      } finally {
        runtime.dispose();
      }
    };
    const plain = await answerOf('off');
    const label = plain.layers.find(({ op }) => op === 'max-pool2d')?.variant ?? '';
    const faulty = fault === 'all of a kernel' ? label : (plain.layers[0]?.variant ?? '');
    const { createShaderModule, createComputePipelineAsync } = GPUDevice.prototype;
    const { setPipeline, dispatchWorkgroups } = GPUComputePassEncoder.prototype;
    let compiled: string[] = [];
    if (fault === 'shader' || fault === 'all of a kernel') {
      const wrong = new RegExp(fault === 'shader' ? `^${faulty}$` : '^max-pool2d');
      GPUDevice.prototype.createShaderModule = function (descriptor) {
        const { label = '', code } = descriptor;
        // A rectifier that gives one too much, and the least of a window.
        const other = code
          .replace(/select\((\w+),(\w+),\1<\2\)/g, '($&+1)')
          .replaceAll('max(', 'min(');
        return createShaderModule.call(this, {
          ...descriptor,
          code: wrong.test(label) ? other : code,
        });
      };
    }
    GPUDevice.prototype.createComputePipelineAsync = function (descriptor) {
      compiled.push(descriptor.label ?? '');
      return createComputePipelineAsync.call(this, descriptor);
    };
    let dispatches = 0;
    const counted = new WeakMap<GPUComputePassEncoder, boolean>();
    if (fault === 'third run') {
      GPUComputePassEncoder.prototype.setPipeline = function (pipeline) {
        counted.set(this, pipeline.label === faulty);
        setPipeline.call(this, pipeline);
      };
      GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...groups) {
        if (counted.get(this) && ++dispatches % 3 === 0) return;
        dispatchWorkgroups.apply(this, groups);
      };
    }
    const unchecked = await answerOf('off');
    dispatches = 0;
    const checked = await answerOf('once').catch((error: Error) => ({
      message: `${error.name}: ${error.message}`,
      cause: String((error.cause as Error | undefined)?.message),
    }));
    compiled = [];
    const again = await answerOf('once').catch(() => null);
    return { plain, faulty, unchecked, checked, again, compiled, warnings };
  }, fault);
}

for (const fault of ['shader', 'third run'] as const) {
  test(`a variant that is wrong (${fault}) is struck, and the answers are right`, async ({
    page,
  }) => {
    const { plain, faulty, unchecked, checked, again, compiled, warnings } = await tryFault(
      page,
      fault,
    );
    expect(unchecked.logits, 'the fault shows').not.toEqual(plain.logits);
    expect(unchecked.struck).toEqual({});
    if (!('logits' in checked) || !again) throw new Error(`Loading failed: ${checked}`);
    for (const { logits, struck, layers } of [checked, again]) {
      for (const run of logits) expectClose(run, plain.logits[0] ?? []);
      expect(layers.map(({ variant }) => variant)).not.toContain(faulty);
      const [[name = '', reason] = []] = Object.entries(struck);
      expect(Object.keys(struck)).toHaveLength(1);
      expect(faulty).toContain(name.split('__')[0]);
      expect(reason).toMatch(/^Pipeline .* computes wrongly on this adapter: .* not .* ± /);
      expect(reason).toContain(`in run ${fault === 'shader' ? 1 : 3}.`);
    }
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(/^Kindling does without conv2d/);
    // What was found is kept: the second time nothing is compiled that is not used.
    expect(compiled).not.toContain(faulty);
    expect(pageErrors(page)).toEqual([]);
  });
}

test('where all of a kernel is wrong, loading fails, and says why', async ({ page }) => {
  const { checked } = await tryFault(page, 'all of a kernel');
  expect(checked).toEqual({
    message: expect.stringMatching(/^UnsupportedError: No kernel computes .*max-pool2d/),
    cause: expect.stringContaining('computes wrongly on this adapter'),
  });
});

test('nothing is struck where nothing is wrong, and nothing is checked twice', async ({ page }) => {
  const { plain, checked, again, compiled, warnings } = await tryFault(page, 'none');
  expect(checked).toEqual(plain);
  expect(again).toEqual(plain);
  expect(new Set(compiled)).toEqual(new Set(plain.layers.map(({ variant }) => variant)));
  expect(warnings).toEqual([]);
});

/** Something for most kernels that networks have. */
const NETWORKS: readonly NetworkSpec[] = [
  ['alexnet', { width: 0.0625, classes: 10, lrn: true, batch: 2 }],
  ['densenet', { depth: 40 }],
  ['resnet', { depth: 18, inputSize: 64, classes: 10 }],
  ['shufflenetV2', { alpha: 0.5, inputSize: 96, classes: 10 }],
  ['mobilenetV2', { alpha: 0.35, rho: 75, classes: 10, batch: 2 }],
  ['mobilenetV3Small', { inputSize: 96, classes: 10 }],
  ['efficientnetB0', { inputSize: 64, classes: 10 }],
  ['googlenet', { inputSize: 33, classes: 10 }],
];

for (const spec of sampleOf('networks checked', NETWORKS, 2)) {
  test(`no kernel of ${spec[0]} is taken for a wrong one`, async ({ page }) => {
    await openHarness(page);
    const struck = await page.evaluate(async (spec) => {
      const runtime = await harness.createRuntime();
      const model = await runtime.load(harness.buildNetwork(spec), { check: 'once' });
      const { struck } = model.inspect();
      runtime.dispose();
      return struck;
    }, spec);
    expect(struck).toEqual({});
    expect(pageErrors(page)).toEqual([]);
  });
}

test('what decodes weights is checked, and done without where it is wrong', async ({ page }) => {
  await openHarness(page);
  const seen = await page.evaluate(async () => {
    console.warn = () => undefined;
    const data = Float32Array.from({ length: 3 * 28 * 28 }, (_, i) => Math.sin(i));
    const answerOf = async (check: 'off' | 'once') => {
      const runtime = await harness.createRuntime();
      const model = await runtime.load('fashion-squeezenet', { decode: 'gpu', check });
      const outputs = await model.run({ data });
      const { struck } = model.inspect();
      runtime.dispose();
      return { numbers: Object.values(outputs).flatMap((y) => [...y.data]), struck };
    };
    const plain = await answerOf('off');
    const { createShaderModule } = GPUDevice.prototype;
    GPUDevice.prototype.createShaderModule = function (descriptor) {
      const { label = '', code } = descriptor;
      const wrong = code.replaceAll('bitcast<f32>(', '2*bitcast<f32>(');
      return createShaderModule.call(this, {
        ...descriptor,
        code: label.startsWith('decode-weights') ? wrong : code,
      });
    };
    const unchecked = await answerOf('off');
    const checked = await answerOf('once');
    return { plain, unchecked, checked };
  });
  const { plain, unchecked, checked } = seen;
  expect(plain.struck).toEqual({});
  expect(unchecked.numbers).not.toEqual(plain.numbers);
  expect(checked.numbers).toEqual(plain.numbers);
  expect(Object.keys(checked.struck)).toEqual([expect.stringMatching(/^decode-weights/)]);
  expect(pageErrors(page)).toEqual([]);
});

function expectClose(got: readonly number[], want: readonly number[]): void {
  const largest = Math.max(...want.map(Math.abs));
  expect(got).toHaveLength(want.length);
  for (const [i, value] of got.entries()) {
    expect(Math.abs(value - (want[i] ?? Number.NaN))).toBeLessThan(1e-5 * largest);
  }
}
