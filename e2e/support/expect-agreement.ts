// What is asked of every network that is lowered by other rules than the default ones.
import { expect, type Page } from '@playwright/test';
import type { ModelComparison } from '../../src/tools/comparison';
import { pageErrors } from './open-harness';

/** Every layer within the bound of its own, and the outputs those of the network as it was read. */
export function expectAgreement(page: Page, result: ModelComparison): void {
  expect(result.layers.filter(({ isWithin }) => !isWithin)).toEqual([]);
  expect(result).toMatchObject({ passed: true, runDifferences: [], planDifferences: [] });
  expect(result.outputs.length).toBeGreaterThan(0);
  for (const { name, largest, maxAbsError } of result.outputs) {
    // The same sums in another order: 1e-5 of the largest is 168 roundings of float32. Each layer is held to its own bound above.
    expect(maxAbsError, name).toBeLessThanOrEqual(1e-5 * largest);
  }
  expect(pageErrors(page)).toEqual([]);
}
