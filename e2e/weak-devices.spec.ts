// Devices and compilers that cannot do everything: a real one in compatibility mode, and compilers that refuse variants. Loading
// succeeds, answers are right, and `inspect` says what is done without.
import { type Browser, chromium, expect, test } from '@playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.js';
import { timesOf } from '../src/util/sample.fixtures';
import { loadHarness, openHarness, pageErrors } from './open-harness';

/** Chromium on OpenGL ES, by Mesa's or SwiftShader's renderer: 128 invocations a workgroup. */
const COMPATIBILITY = [
  '--use-webgpu-adapter=opengles',
  '--ignore-gpu-blocklist',
  '--use-gl=angle',
  '--use-angle=gl-egl',
];

test.describe('in compatibility mode', () => {
  let browser: Browser;

  test.beforeAll(async () => {
    const executablePath = findChromium();
    browser = await chromium.launch({
      args: [...chromiumFlags, ...COMPATIBILITY],
      ...(executablePath ? { executablePath } : { channel: 'chromium' }),
    });
  });
  test.afterAll(() => browser.close());

  test('networks are right, by the rules and tuned', async ({ baseURL }) => {
    test.setTimeout(600_000);
    const page = await browser.newPage(baseURL ? { baseURL } : {});
    // Where a browser has other adapters as well, those of core come first.
    await page.addInitScript(() => {
      const { requestAdapter } = GPU.prototype;
      GPU.prototype.requestAdapter = async function (options) {
        return options?.featureLevel === 'compatibility'
          ? requestAdapter.call(this, options)
          : null;
      };
    });
    await loadHarness(page);
    const hasAdapter = await page.evaluate(async () => {
      return Boolean(await navigator.gpu?.requestAdapter({ featureLevel: 'compatibility' }));
    });
    test.skip(!hasAdapter, 'This browser has no adapter in compatibility mode.');
    const seen = await page.evaluate(
      async (tuneBudgetMs) => {
        const networks = [
          harness.models.squeezenet({ inputSize: 64, classes: 10, fires: 2 }),
          harness.models.mobilenetV1({ alpha: 0.25, rho: 64, classes: 10 }),
        ];
        const wrong: string[] = [];
        // What the adapter has, and the least that such devices have.
        const adapter = await navigator.gpu.requestAdapter({ featureLevel: 'compatibility' });
        const least = await adapter?.requestDevice();
        const invocations = least?.limits.maxComputeInvocationsPerWorkgroup;
        const levels: (string | undefined)[] = [];
        for (const device of [undefined, least]) {
          const runtime = await harness.createRuntime(device ? { device } : {});
          levels.push(runtime.adapter.featureLevel);
          for (const network of networks) {
            for (const tune of ['off', 'full'] as const) {
              const model = await runtime.load(network, { tune, tuneBudgetMs });
              const { firstOverBound, passed } = await model.compare({}, { runs: 1 });
              if (!passed) wrong.push(`${network.name}, tune ${tune}: ${firstOverBound}`);
              model.dispose();
            }
          }
          runtime.dispose();
        }
        return { levels, invocations, wrong };
      },
      timesOf(1000, 10_000),
    );
    expect(seen).toEqual({
      ...{ levels: ['compatibility', undefined], invocations: 128 },
      wrong: [],
    });
    expect(pageErrors(page)).toEqual([]);
    await page.close();
  });
});

test('a compiler that refuses a variant, or all of a kernel, is done without', async ({ page }) => {
  await openHarness(page);
  const seen = await page.evaluate(async () => {
    const { createShaderModule } = GPUDevice.prototype;
    let refused = /(?!)/;
    GPUDevice.prototype.createShaderModule = function (descriptor) {
      const { label = '', code } = descriptor;
      const text = refused.test(label) ? `${code}\nfn broken() { nothing }` : code;
      return createShaderModule.call(this, { ...descriptor, code: text });
    };
    const warnings: string[] = [];
    console.warn = (text: string) => warnings.push(text);
    const data = Float32Array.from({ length: 3 * 64 * 64 }, (_, i) => Math.sin(i));
    const network = harness.models.squeezenet({ inputSize: 64, classes: 10, fires: 2 });
    const answerOf = async (tune: 'off' | 'full') => {
      const runtime = await harness.createRuntime();
      const model = await runtime.load(network, { tune, tuneBudgetMs: 3000 });
      const { logits } = await model.run({ data });
      const { struck, layers } = model.inspect();
      runtime.dispose();
      return { logits: [...(logits?.data ?? [])], struck, variants: layers.map((l) => l.variant) };
    };
    const plain = await answerOf('off');
    const [first = ''] = plain.variants;
    refused = new RegExp(`^${first}$`);
    const one = await answerOf('off');
    refused = /winograd-input|conv2d-pointwise__/;
    const many = await answerOf('off');
    const tuned = await answerOf('full');
    GPUDevice.prototype.createShaderModule = createShaderModule;
    return { first, plain, one, many, tuned, warnings };
  });
  const { first, plain, one, many, tuned, warnings } = seen;
  const largest = Math.max(...plain.logits.map(Math.abs));
  for (const { logits } of [one, many, tuned]) {
    expect(logits).toHaveLength(plain.logits.length);
    for (const [i, value] of logits.entries()) {
      expect(Math.abs(value - (plain.logits[i] ?? Number.NaN))).toBeLessThan(1e-5 * largest);
    }
  }
  expect(plain.struck).toEqual({});
  const reasons = Object.values(one.struck);
  expect(reasons).toHaveLength(1);
  expect(reasons[0]).toMatch(/^Pipeline .* failed: /);
  expect(one.variants).not.toContain(first);
  for (const { struck, variants } of [many, tuned]) {
    expect(Object.keys(struck).length).toBeGreaterThan(1);
    expect(variants.filter((name) => /winograd-input|conv2d-pointwise__/.test(name))).toEqual([]);
  }
  expect(warnings.length).toBeGreaterThanOrEqual(1 + Object.keys(many.struck).length);
  expect(warnings[0]).toMatch(/^Kindling does without conv2d/);
  // What a compiler refuses is no error of the page.
  expect(pageErrors(page)).toEqual([]);
});
