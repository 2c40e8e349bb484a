// Lost devices and aborted calls at seeded moments: every promise settles, nothing leaks, and the next run is right.
import { expect, test } from '@playwright/test';
import { sampleOf, timesOf } from '../src/util/sample.fixtures';
import type { Trial } from './support/fault-trials';
import { countGpuMemory, expectNothingHeld } from './support/gpu-memory';
import { openHarness, pageErrors } from './support/open-harness';

test.beforeEach(async ({ page }) => {
  test.setTimeout(1_200_000);
  await page.addInitScript(countGpuMemory);
  await openHarness(page);
});

const LOSSES = timesOf(5, 26);
const ABORTS = timesOf(24, 210);

const ABORTED = ['load', 'run', 'classify', 'stream', 'trace', 'compare'] as const;
const OFTEN = ['load', 'run', 'classify', 'stream', 'run', 'load'] as const;
const WAYS = [
  ['reject', [...OFTEN, 'tune'], /^(right|DeviceLostError)$/],
  // A tuning that is done again is done to its end.
  ['replay', [...OFTEN, ...OFTEN, 'tune'], /^right$/],
] as const;

for (const [mode, activities, allowed] of sampleOf('lost devices', WAYS, 1)) {
  test(`${LOSSES} lost devices, ${mode}`, async ({ page }) => {
    const seed = 20_261_126;
    const trials = await page.evaluate(
      ([mode, activities, count, seed]) => harness.tryLosses(mode, activities, count, seed),
      [mode, activities, LOSSES, seed] as const,
    );
    expect(trials).toHaveLength(LOSSES);
    check(trials, allowed, `seed ${seed}`);
    // A device lost in the middle is one that was still needed.
    const rejected = trials.filter(({ outcomes }) => outcomes.includes('DeviceLostError'));
    expect(rejected.length > LOSSES / 2).toBe(mode === 'reject');
    expect(pageErrors(page)).toEqual([]);
    await expectNothingHeld(page);
  });
}

test(`${ABORTS} aborted calls`, async ({ page }) => {
  const seed = 9;
  const trials = await page.evaluate(
    ([activities, count, seed]) => harness.tryAborts(activities, count, seed),
    [[...ABORTED, ...ABORTED, 'tune'], ABORTS, seed] as const,
  );
  expect(trials).toHaveLength(ABORTS);
  check(trials, /^(right|AbortError)$/, `seed ${seed}`);
  const aborted = trials.filter(({ outcomes }) => outcomes.includes('AbortError'));
  expect(aborted.length).toBeGreaterThan(ABORTS / 2);
  expect(pageErrors(page)).toEqual([]);
  await expectNothingHeld(page);
});

function check(trials: readonly Trial[], allowed: RegExp, seed: string): void {
  for (const [index, trial] of trials.entries()) {
    const which = `${seed}, trial ${index}: ${JSON.stringify(trial)}`;
    for (const outcome of trial.outcomes) expect(outcome, which).toMatch(allowed);
    expect(trial.next, which).toBe('right');
    expect(trial.left, which).toBe(0);
  }
}
