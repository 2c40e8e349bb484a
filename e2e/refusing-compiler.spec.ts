// Compilers that refuse variants: loading succeeds, answers are right, and `inspect` says what is done without. Devices that can do
// less are among e2e/engines/.
import { expect, test } from '@playwright/test';
import { openHarness, pageErrors } from './support/open-harness';

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
