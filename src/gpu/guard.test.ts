// What WebGPU reports inside error scopes is thrown, and no scope stays open.
import { describe, expect, it } from 'vitest';
import { GPUFailureError } from '../errors';
import type { Gpu } from './device';
import { guard } from './guard';

/** A device whose scopes catch what is in `reports`, by their filter. */
function gpuThatReports(reports: Readonly<Partial<Record<GPUErrorFilter, string>>>) {
  const open: GPUErrorFilter[] = [];
  const device = {
    pushErrorScope: (filter: GPUErrorFilter) => void open.push(filter),
    popErrorScope: async () => {
      const message = reports[open.pop() ?? 'internal'];
      return message === undefined ? null : { message };
    },
  };
  return { gpu: { device } as unknown as Gpu, open };
}

describe('guard', () => {
  it('gives what the work gives where nothing is reported', async () => {
    const { gpu, open } = gpuThatReports({});
    const { value, checked } = guard(gpu, 'Working', () => 7);
    await checked;
    expect(value).toBe(7);
    expect(open).toEqual([]);
  });

  it.each([
    ['validation', 'Working was refused by WebGPU: bad'],
    ['out-of-memory', 'Working ran out of GPU memory: bad'],
  ] as const)('throws what a scope for %s caught', async (filter, message) => {
    const { gpu } = gpuThatReports({ [filter]: 'bad' });
    const { checked } = guard(gpu, 'Working', () => undefined);
    await expect(checked).rejects.toThrow(GPUFailureError);
    await expect(checked).rejects.toThrow(message);
  });

  it('closes its scopes where the work throws', () => {
    const { gpu, open } = gpuThatReports({});
    const work = () => {
      throw new RangeError('no');
    };
    expect(() => guard(gpu, 'Working', work)).toThrow('no');
    expect(open).toEqual([]);
  });
});
