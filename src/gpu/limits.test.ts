// Plans that a device cannot run, found before anything is made.
import { describe, expect, it } from 'vitest';
import { LimitError } from '../errors';
import { buildPlan } from '../plan/build-plan';
import type { Plan } from '../plan/plan';
import { chain } from '../plan/plan.fixtures';
import { plainTarget } from '../plan/target.fixtures';
import { checkBufferLimit, checkPlanLimits } from './limits';

const LIMITS = {
  maxStorageBufferBindingSize: 2000,
  maxBufferSize: 3000,
  maxComputeWorkgroupsPerDimension: 65_535,
} as GPUSupportedLimits;

/** The limit that was short; null where none was. */
function shortLimit(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof LimitError) return error.limit;
    throw error;
  }
}

describe('checkBufferLimit', () => {
  it('takes as many bytes as the smaller of both limits, and no more', () => {
    const limit = (bytes: number, limits = LIMITS) =>
      shortLimit(() => checkBufferLimit('w', bytes, limits));
    expect(limit(2000)).toBeNull();
    expect(limit(2001)).toBe('maxStorageBufferBindingSize');
    expect(limit(1001, { ...LIMITS, maxBufferSize: 1000 } as GPUSupportedLimits)).toBe(
      'maxBufferSize',
    );
  });
});

describe('checkPlanLimits', () => {
  // Slots of 16 pixels of two words, 512 bytes.
  const plan = buildPlan(chain(), plainTarget('software'));
  const limit = (given: Plan, limits = LIMITS) => shortLimit(() => checkPlanLimits(given, limits));

  it('takes a plan that fits', () => {
    expect(limit(plan)).toBeNull();
  });

  it('finds a slot that no binding holds', () => {
    const small = { ...LIMITS, maxStorageBufferBindingSize: 511 } as GPUSupportedLimits;
    expect(limit(plan, small)).toBe('maxStorageBufferBindingSize');
  });

  it('finds too many workgroups along any axis, and names the node', () => {
    const steps = plan.steps.map((step) => ({ ...step, workgroups: [1, 1, 65_536] as const }));
    expect(limit({ ...plan, steps })).toBe('maxComputeWorkgroupsPerDimension');
    expect(() => checkPlanLimits({ ...plan, steps }, LIMITS)).toThrow('Node "a" of "chain"');
  });
});
