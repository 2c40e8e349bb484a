// A sample of the kernel suite in Deno on lavapipe, which has 16-bit floats and another compiler: one variant of each kernel
// in either precision, by the seed of the commit.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Offers } from '../../cli/offers';
import { libraryFolder } from '../../cli/package-root';
import { variantId } from '../../src/kernels/kernel';
import { ALL_KERNELS } from '../../src/kernels/rare/index';
import type { Precision } from '../../src/plan/plan';
import { SEED } from '../../src/util/sample.fixtures';
import { bundle } from '../bundle';
import type { runKernelVariant } from '../kernels/run-variant';
import { openDeno } from './deno-engine';
import type { Engine } from './engine';

declare global {
  /** What the bundle exports. */
  var kernelSuite: { readonly runKernelVariant: typeof runKernelVariant };
}

const PRECISIONS: readonly Precision[] = ['f32', 'f16'];
const CASES = PRECISIONS.flatMap((precision, index) =>
  ALL_KERNELS.map((kernel, kernelIndex) => {
    const variantIndex = (SEED + kernelIndex + index) % kernel.variants.length;
    const variant = kernel.variants[variantIndex];
    if (!variant) throw new RangeError(`Kernel ${kernelIndex} has no variant ${variantIndex}.`);
    const title = `${kernel.ops}: ${variantId(kernel.shader, variant)}`;
    return { precision, title, kernelIndex, variantIndex };
  }),
);

let deno: Engine;

beforeAll(async () => {
  const offers = new Offers(libraryFolder());
  const [suite] = await bundle('kernel-suite');
  if (typeof suite?.content !== 'string') throw new Error('The kernel suite was not bundled.');
  const path = offers.offer(Buffer.from(suite.content), '.js');
  deno = await openDeno(offers);
  await deno.evaluate(async (url) => {
    globalThis.kernelSuite = await import(url);
  }, deno.origin + path);
});
afterAll(() => deno?.[Symbol.asyncDispose]());

describe.each(PRECISIONS)('in %s', (precision) => {
  const own = CASES.filter((each) => each.precision === precision);
  it.each(own)('$title', async ({ kernelIndex, variantIndex }) => {
    const result = await deno.evaluate(([...given]) => kernelSuite.runKernelVariant(...given), [
      kernelIndex,
      variantIndex,
      precision,
      { seed: SEED },
    ] as Parameters<typeof runKernelVariant>);
    // lavapipe's adapter has all features of the suite.
    expect(result.missing).toBeNull();
    expect(result.failures.slice(0, 5)).toEqual([]);
  });
});
