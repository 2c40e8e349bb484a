// What devices cannot compute by, and what plans do about it.
import { describe, expect, it } from 'vitest';
import { variantId } from '../kernels/kernel';
import { SAMPLE_CALLS } from '../kernels/kernels.fixtures';
import { ALL_KERNELS } from '../kernels/rare/index';
import { candidatesOf } from './candidates';
import { selectKernel } from './select-kernel';
import { objection } from './target';
import { plainTarget } from './target.fixtures';

const [kernel] = ALL_KERNELS.filter(({ shader }) => shader.stem === 'conv2d-tiled');
if (!kernel) throw new Error('There is no conv2d-tiled.');
const [variant] = kernel.variants;
if (!variant) throw new Error('conv2d-tiled has no variants.');

/** What compatibility mode allows at least. */
const LEAST = {
  maxComputeInvocationsPerWorkgroup: 128,
  maxComputeWorkgroupSizeX: 128,
  maxComputeWorkgroupSizeY: 128,
};

describe('objection', () => {
  it.each([
    ['maxComputeInvocationsPerWorkgroup', 63, 64],
    ['maxComputeWorkgroupSizeX', 7, 8],
    ['maxComputeWorkgroupSizeY', 7, 8],
    ['maxStorageBuffersPerShaderStage', 3, 4],
  ] as const)('names what is short: %s', (limit, available, needed) => {
    const square = { ...variant, workgroup: [8, 8] } as const;
    const short = plainTarget('hardware', false, { [limit]: available });
    expect(objection(kernel, square, short)).toBe(`${limit} is ${available}, it needs ${needed}`);
    const enough = plainTarget('hardware', false, { [limit]: needed });
    expect(objection(kernel, square, enough)).toBeNull();
  });

  it('names subgroups, and what was struck', () => {
    const quad = { ...variant, weights: 'quad' } as const;
    expect(objection(kernel, quad, plainTarget('software'))).toMatch(/subgroups/);
    expect(objection(kernel, quad, plainTarget('software', true))).toBeNull();
    const target = plainTarget('hardware');
    target.struck.set(variantId(kernel.shader, variant), 'it does not compile');
    expect(objection(kernel, variant, target)).toBe('it does not compile');
  });
});

describe.each(['software', 'hardware'] as const)('a %s adapter with the least limits', (kind) => {
  const target = plainTarget(kind, false, LEAST);

  it.each(SAMPLE_CALLS.map((call) => [call.op, call] as const))('computes %s', (_, call) => {
    const chosen = selectKernel(call, target, ALL_KERNELS);
    expect(chosen).not.toBeNull();
    for (const { variant } of candidatesOf(call, target)) {
      expect(variant.workgroup[0] * variant.workgroup[1]).toBeLessThanOrEqual(128);
    }
  });
});

it('takes the next best variant of a kernel, then another kernel, then none', () => {
  const call = SAMPLE_CALLS.find(({ op }) => op === 'conv2d');
  if (!call) throw new Error('There is no sample convolution.');
  const target = plainTarget('hardware');
  const names: string[] = [];
  for (;;) {
    const chosen = selectKernel(call, target, ALL_KERNELS);
    if (!chosen) break;
    const name = variantId(chosen.kernel.shader, chosen.variant);
    expect(target.struck.has(name)).toBe(false);
    names.push(name);
    target.struck.set(name, 'refused');
  }
  const accepting = ALL_KERNELS.filter((each) => each.accepts(call));
  expect(accepting.length).toBeGreaterThan(1);
  // Variants that read weights by subgroups are beyond this device.
  const able = accepting.flatMap(({ variants }) => variants.filter((v) => v.weights !== 'quad'));
  expect(names).toHaveLength(able.length);
  expect(candidatesOf(call, target)).toEqual([]);
});

it('reads weights the other way where the one that gains is struck', () => {
  const call = SAMPLE_CALLS.find(
    (each) => selectKernel(each, plainTarget('software', true))?.variant.weights === 'quad',
  );
  if (!call) throw new Error('No sample call reads weights by subgroups.');
  const target = plainTarget('software', true);
  for (const { shader, variants } of ALL_KERNELS) {
    for (const each of variants) {
      if (each.weights === 'quad') target.struck.set(variantId(shader, each), 'refused');
    }
  }
  expect(selectKernel(call, target)?.variant.weights).toBe('each');
});
