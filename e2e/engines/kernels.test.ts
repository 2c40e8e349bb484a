// Kernels in Deno on lavapipe, which has 16-bit floats and another compiler: every variant is compiled in both precisions, and of
// every other kernel one variant is held against the reference, in one precision, by the seed of the commit.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Offers } from '../../cli/offers';
import { libraryFolder } from '../../cli/package-root';
import { ALL_KERNELS } from '../../src/kernels/further-kernels.gen';
import { variantId } from '../../src/kernels/kernel';
import type { Precision } from '../../src/tensor/elements';
import { SEED } from '../../src/util/sample.fixtures';
import { bundle } from '../support/bundle';
import type { compileVariants } from '../support/kernels/compile-variants';
import type { runKernelVariant } from '../support/kernels/run-variant';
import { openDeno } from './deno-engine';
import type { Engine } from './engine';

declare global {
  /** What the bundle exports. */
  var kernelSuite: {
    readonly compileVariants: typeof compileVariants;
    readonly runKernelVariant: typeof runKernelVariant;
  };
}

const PRECISIONS: readonly Precision[] = ['f32', 'f16'];
const VARIANTS = ALL_KERNELS.flatMap(({ variants }) => variants);
const CASES = ALL_KERNELS.flatMap((kernel, kernelIndex) => {
  // Deno has no subgroups.
  if ((SEED + kernelIndex) % 2 > 0) return [];
  const able = kernel.variants.filter(({ weights }) => weights !== 'quad');
  const variant = able[(SEED + kernelIndex) % able.length];
  if (!variant) return [];
  const precision = PRECISIONS[Math.floor((SEED + kernelIndex) / 2) % 2] ?? 'f32';
  const variantIndex = kernel.variants.indexOf(variant);
  const title = `${kernel.ops}: ${variantId(kernel.shader, variant)}`;
  return [{ precision, title, kernelIndex, variantIndex }];
});

let deno: Engine;

beforeAll(async () => {
  const offers = new Offers(libraryFolder());
  const [suite] = await bundle('kernel-suite');
  if (typeof suite?.content !== 'string') throw new Error('The kernel suite was not bundled.');
  deno = await openDeno(offers, { kernelSuite: offers.offer(Buffer.from(suite.content), '.js') });
});
afterAll(() => deno?.[Symbol.asyncDispose]());

describe.each(PRECISIONS)('in %s', (precision) => {
  it('every variant compiles', async () => {
    const { compiled, beyond, refused } = await deno.evaluate(
      (given) => kernelSuite.compileVariants(given),
      precision,
    );
    expect(refused).toEqual([]);
    const subgroups = VARIANTS.filter(({ weights }) => weights === 'quad').length;
    expect(beyond).toEqual(Array.from({ length: subgroups }, () => 'needs subgroups'));
    expect(compiled).toBe(VARIANTS.length - subgroups);
  });

  const own = CASES.filter((each) => each.precision === precision);
  it.each(own)('$title', async ({ kernelIndex, variantIndex }) => {
    const result = await deno.evaluate(([...given]) => kernelSuite.runKernelVariant(...given), [
      kernelIndex,
      variantIndex,
      precision,
      { seed: SEED },
    ] as Parameters<typeof runKernelVariant>);
    expect(result.missing).toBeNull();
    expect(result.failures.slice(0, 5)).toEqual([]);
  });
});
