// Buffers of weights that several plans have: each is made once, and ends with the last of them, whoever that is.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GPUFailureError, LimitError } from '../errors';
import type { Packing } from '../kernels/packing';
import { lazyConstant, type Plan } from '../plan/plan';
import { fillConstants, inOrder, letGo } from './constants';
import type { Gpu } from './device';

/** Labels of buffers, in the order in which they were made, and in which they were destroyed. */
let made: string[] = [];
let destroyed: string[] = [];
let uploaded: string[] = [];
/** What the next error scope reports. */
let failure: string | null = null;

const device = {
  limits: { maxBufferSize: 1024, maxStorageBufferBindingSize: 1024 },
  createBuffer: ({ label }: { label: string }) => {
    made.push(label);
    return { label, destroy: () => destroyed.push(label) };
  },
  queue: {
    writeBuffer: ({ label }: { label: string }) => void uploaded.push(label),
  },
  pushErrorScope: () => undefined,
  popErrorScope: async () => {
    const reported = failure;
    failure = null;
    return reported === null ? null : { message: reported };
  },
};

const gpu = {
  device,
  answers: { of: <T>(work: Promise<T>) => work },
  loss: new AbortController().signal,
} as unknown as Gpu;

beforeEach(() => {
  [made, destroyed, uploaded] = [[], [], []];
  failure = null;
  vi.stubGlobal('GPUBufferUsage', { STORAGE: 1, COPY_DST: 2 });
});
afterEach(() => vi.unstubAllGlobals());

const packings = new Map<string, Packing>();

/** A packing by name: the same one again. */
function packing(name: string, length = 4): Packing {
  const known = packings.get(name) ?? { length, pack: () => new Float32Array(length) };
  packings.set(name, known);
  return known;
}

/** A plan with constants by these names. */
function planOf(...names: string[]): Plan {
  const constants = names.map((name) => lazyConstant(name, packing(name)));
  return { name: 'net', constants, decoding: null } as unknown as Plan;
}

const fill = (plan: Plan, lent?: Awaited<ReturnType<typeof fillConstants>>) =>
  fillConstants(gpu, plan, Promise.resolve([]), lent);

describe('buffers that are lent', () => {
  it('are made, packed and uploaded once', async () => {
    const lent = await fill(planOf('a', 'b'));
    const borrowed = await fill(planOf('b', 'c'), lent);
    expect(made).toEqual(['a', 'b', 'c']);
    expect(uploaded).toEqual(['a', 'b', 'c']);
    expect(inOrder(planOf('b'), borrowed)).toEqual(inOrder(planOf('b'), lent));
  });

  it.each([
    ['the lender', ['a'], ['b', 'c']],
    ['the borrower', ['c'], ['a', 'b']],
  ] as const)('outlast %s, and end with the other', async (first, freed, rest) => {
    const lent = await fill(planOf('a', 'b'));
    const borrowed = await fill(planOf('b', 'c'), lent);
    const [one, other] = first === 'the lender' ? [lent, borrowed] : [borrowed, lent];
    letGo(one);
    expect(destroyed).toEqual(freed);
    letGo(other);
    expect(destroyed).toEqual([...freed, ...rest]);
  });

  it('go from hand to hand, and end with the last', async () => {
    const first = await fill(planOf('a'));
    const second = await fill(planOf('a'), first);
    letGo(first);
    const third = await fill(planOf('a'), second);
    letGo(second);
    expect([made, destroyed]).toEqual([['a'], []]);
    letGo(third);
    expect(destroyed).toEqual(['a']);
  });

  it('are let go of once by each, however often it is destroyed', async () => {
    const lent = await fill(planOf('a'));
    const borrowed = await fill(planOf('a'), lent);
    letGo(borrowed);
    letGo(borrowed);
    expect(destroyed).toEqual([]);
    letGo(lent);
    expect(destroyed).toEqual(['a']);
  });

  it('are none of a lender that is gone: all is packed again', async () => {
    const lent = await fill(planOf('a'));
    letGo(lent);
    await fill(planOf('a'), lent);
    expect(made).toEqual(['a', 'a']);
  });

  it('are not kept by a borrower that has no use for them', async () => {
    const lent = await fill(planOf('a', 'b'));
    await fill(planOf('b'), lent);
    letGo(lent);
    expect(destroyed).toEqual(['a']);
  });
});

describe('a borrower that cannot be made', () => {
  it('frees what only it has where WebGPU refuses that', async () => {
    const lent = await fill(planOf('a'));
    failure = 'no memory';
    await expect(fill(planOf('a', 'b'), lent)).rejects.toThrow(GPUFailureError);
    expect(destroyed).toEqual(['b']);
    letGo(lent);
    expect(destroyed).toEqual(['b', 'a']);
  });

  it('frees what only it has where a later constant is too large', async () => {
    const lent = await fill(planOf('a'));
    packing('large', 1000);
    await expect(fill(planOf('a', 'b', 'large'), lent)).rejects.toThrow(LimitError);
    expect(destroyed).toEqual(['b']);
  });
});
