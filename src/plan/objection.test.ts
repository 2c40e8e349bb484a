// What devices cannot compute by, and what plans do about it.
import { describe, expect, it } from 'vitest';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { type Kernel, variantId } from '../kernels/kernel';
import { SAMPLE_CALLS } from '../kernels/kernels.fixtures';
import { bindingsOf } from '../kernels/shader';
import { candidatesOf } from './candidates';
import { objection } from './objection';
import { selectKernel } from './select-kernel';
import { plainTarget } from './target.fixtures';

const [kernel] = ALL_KERNELS.filter(({ shader }) => shader.stem === 'conv2d-tiled');
if (!kernel) throw new Error('There is no conv2d-tiled.');
const [variant] = kernel.variants;
if (!variant) throw new Error('conv2d-tiled has no variants.');

/** In compatibility mode. */
const LEAST_INVOCATIONS = 128;

describe('objection', () => {
  it('says how many invocations are needed', () => {
    const square = { ...variant, workgroup: [8, 8] } as const;
    const short = plainTarget('hardware', false, 63);
    expect(objection(kernel, square, short)).toBe('needs 64 invocations');
    expect(objection(kernel, square, plainTarget('hardware', false, 64))).toBeNull();
  });

  it('names extensions that a text enables, and what was struck', () => {
    const reading = ALL_KERNELS.find(({ shader }) => shader.families.includes('weights'));
    if (!reading) throw new Error('No kernel chooses how it reads weights.');
    const quad = { ...variant, weights: 'quad' } as const;
    expect(objection(reading, quad, plainTarget('software'))).toMatch(/subgroups/);
    expect(objection(reading, quad, plainTarget('software', true))).toBeNull();
    const target = plainTarget('hardware');
    target.struck.set(variantId(kernel.shader, variant), 'it does not compile');
    expect(objection(kernel, variant, target)).toBe('it does not compile');
  });
});

describe.each(['software', 'hardware'] as const)('a %s adapter with the least limits', (kind) => {
  const target = plainTarget(kind, false, LEAST_INVOCATIONS);

  it.each(SAMPLE_CALLS.map((call) => [call.op, call] as const))('computes %s', (_, call) => {
    const chosen = selectKernel(call, target, ALL_KERNELS);
    expect(chosen).not.toBeNull();
    for (const { variant } of candidatesOf(call, target)) {
      expect(variant.workgroup[0] * variant.workgroup[1]).toBeLessThanOrEqual(LEAST_INVOCATIONS);
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

it.each(ALL_KERNELS.map((each) => [each.shader.stem, each] as const))(
  'keeps to what every device has: %s',
  (_, each) => {
    const buffers = bindingsOf(each.shader).filter((type) => type.endsWith('storage'));
    expect(buffers.length).toBeLessThanOrEqual(8);
    for (const { workgroup } of each.variants) {
      for (const size of workgroup) expect(size).toBeLessThanOrEqual(LEAST_INVOCATIONS);
    }
    for (const bytes of workgroupBytesOf(each)) expect(bytes).toBeLessThanOrEqual(16_384);
  },
);

it('sees what kernels keep in workgroup memory', () => {
  const most = Math.max(...ALL_KERNELS.flatMap(workgroupBytesOf));
  expect(most).toBeGreaterThan(8192);
});

/** Of all variants and sample calls of a kernel. */
function workgroupBytesOf({ accepts, variants, specialize }: Kernel): number[] {
  return SAMPLE_CALLS.filter((call) => accepts(call)).flatMap((call) =>
    variants.map((candidate) => workgroupBytes(specialize(call, candidate).code)),
  );
}

/** What a shader's text declares in workgroup memory; sizes are made of constants. */
function workgroupBytes(code: string): number {
  const constants = code.matchAll(/const\s+(\w+)\s*=\s*([^;]+);/g);
  const known = new Map(Array.from(constants, ([, name = '', value = '']) => [name, value]));
  const arrays = code.matchAll(/var<workgroup>\s*\w+\s*:\s*array<(\w+),\s*([^>;]+)>/g);
  return Array.from(arrays, ([, type = '', size = '']) => {
    const count = Number(new Function(`return ${spelledOut(size, known)}`)());
    return count * (ELEMENT_BYTES[type] ?? Number.NaN);
  }).reduce((sum, bytes) => sum + bytes, 0);
}

/** An expression of numbers alone. */
function spelledOut(expression: string, known: ReadonlyMap<string, string>): string {
  const numbers = expression.replaceAll(/\b(\d+)u\b/g, '$1');
  return numbers.replaceAll(/\b[A-Za-z_]\w*/g, (name) => {
    const value = known.get(name);
    if (value === undefined) throw new Error(`Nothing says what ${name} is.`);
    return `(${spelledOut(value, known)})`;
  });
}

const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  ...{ elem: 4, u32: 4, f32: 4, vec4f: 16, elem4: 16, Part: 16, elem4x4: 64 },
};
