// Measurements of the library on a real adapter: peaks, and profiles that are followed and stopped. No time is judged.
import { expect, test } from '@playwright/test';
import { openHarness, pageErrors } from './support/open-harness';

test('measures peaks, follows profiles and stops them', async ({ page }) => {
  await openHarness(page);
  const seen = await page.evaluate(async () => {
    const runtime = await harness.createRuntime();
    const nameOf = (error: unknown) => (error instanceof Error ? error.name : String(error));
    try {
      const peaks = await harness.measurePeaks(runtime);
      const model = await runtime.load(harness.models.mobilenetV1({ alpha: 0.25, rho: 32 }));
      const runs: [number, number][] = [];
      const profile = await harness.profile(model, {
        ...{ runs: 2, warmUp: 1 },
        onRun: (done, of) => runs.push([done, of]),
      });
      const stop = new AbortController();
      let stoppedAfter = 0;
      const stopped = await harness
        .profile(model, {
          runs: 5,
          signal: stop.signal,
          onRun: (done) => {
            stoppedAfter = done;
            if (done === 2) stop.abort();
          },
        })
        .then(String, nameOf);
      const shapes: number[] = [];
      const stopVariants = new AbortController();
      const variants = await harness
        .profileVariants(model, {
          ...{ runs: 2, signal: stopVariants.signal },
          onProfile: ({ variants: timed }, done) => {
            shapes.push(timed.length);
            if (done === 3) stopVariants.abort();
          },
        })
        .then(String, nameOf);
      return { peaks, runs, timed: profile.runs, stopped, stoppedAfter, shapes, variants };
    } finally {
      runtime.dispose();
    }
  });
  if (seen.peaks) {
    expect(seen.peaks.flopsPerSecond).toBeGreaterThan(1e6);
    expect(seen.peaks.bytesPerSecond).toBeGreaterThan(1e6);
    expect(Number.isFinite(seen.peaks.flopsPerSecond + seen.peaks.bytesPerSecond)).toBe(true);
  }
  expect(seen.runs).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
  expect(seen).toMatchObject({ timed: 2, stopped: 'AbortError', stoppedAfter: 2 });
  expect(seen.variants).toBe('AbortError');
  // Those with few variants come first.
  expect(seen.shapes).toHaveLength(3);
  expect(seen.shapes).toEqual(seen.shapes.toSorted((a, b) => a - b));
  expect(pageErrors(page)).toEqual([]);
});

test('a run that reads nothing lasts until the device has computed it', async ({ page }) => {
  await openHarness(page);
  // Measurements without timestamps go by it.
  const { run, left } = await page.evaluate(() =>
    harness.timeEmptyRun(harness.models.squeezenet({ version: '1.0' })),
  );
  expect(left).toBeLessThan(run);
});
