// What is done about variants that do not compile.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GPUFailureError } from '../errors';
import { plainTarget } from '../plan/target.fixtures';
import { PipelineError } from './pipeline-cache';
import { againWithout, strike } from './refused-variants';

const refusal = (variant?: string) =>
  new PipelineError('Pipeline x failed: no such thing', {
    ...{ id: 'x', shader: 's', entryPoint: 's', bindings: [], overrides: {}, code: '' },
    ...(variant === undefined ? {} : { variant }),
  });

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

it('does the work again for each variant that is refused', async () => {
  const target = plainTarget('software');
  const refused = ['a__f32_wg64', 'b__f32_wg16'];
  const work = vi.fn(async () => {
    const next = refused.find((name) => !target.struck.has(name));
    if (next) throw refusal(next);
    return 'done';
  });
  const first = await work().catch((error: unknown) => error);
  expect(await againWithout(target, first, work)).toBe('done');
  expect(work).toHaveBeenCalledTimes(3);
  expect([...target.struck.keys()]).toEqual(refused);
  expect(console.warn).toHaveBeenCalledTimes(2);
});

it('strikes a variant in halves under the name that selections have', () => {
  const target = plainTarget('hardware');
  expect(strike(target, refusal('a__f16_wg64'))).toBe(true);
  expect(target.struck.get('a__f32_wg64')).toMatch(/no such thing/);
});

it('warns once of a variant that several pipelines have', () => {
  const target = plainTarget('hardware');
  for (let times = 0; times < 2; times++) expect(strike(target, refusal('a__f32'))).toBe(true);
  expect(console.warn).toHaveBeenCalledTimes(1);
});

it('passes on what is about no variant', async () => {
  const target = plainTarget('hardware');
  for (const error of [refusal(), new GPUFailureError('out of memory'), new Error('else')]) {
    const work = vi.fn(async () => 'never');
    await expect(againWithout(target, error, work)).rejects.toBe(error);
    expect(work).not.toHaveBeenCalled();
  }
  expect(target.struck.size).toBe(0);
});

it('has weights decoded by the CPU where the device cannot compile what decodes them', async () => {
  const target = plainTarget('hardware');
  const work = vi.fn(async (canDecode: boolean) => {
    if (!canDecode) return 'done';
    throw refusal('conv2d__f32');
  });
  expect(await againWithout(target, refusal('decode-weights__8x4'), work)).toBe('done');
  expect(work).toHaveBeenCalledTimes(1);
});
