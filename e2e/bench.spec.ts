// `kindling bench --model` on a real adapter: the document's shape, and that its figures fit together. No time is judged.
import { expect, test } from '@playwright/test';
import { kindling } from './support/command-line';
import { requireShared } from './support/shared-material';

interface Timing {
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
}

interface BenchDocument {
  readonly peaks: { gflops: number; gigabytesPerSecond: number } | null;
  readonly inferenceMs: Timing;
  readonly effective: { gflops: number; shareOfFlops: number | null };
  readonly layers:
    | { macs: number; bytesMoved: number; gflops: number; gigabytesPerSecond: number }[]
    | null;
  readonly coldStartMs: Timing & { repeats: number };
  readonly pageStarts: { runtimes: { startMs: Timing; coldMs: Timing; difference: number }[] };
  readonly pipelines: number;
  readonly held: { slots: number; weights: number; params: number; total: number };
  readonly throughput: { inFlight: number; imagesPerSecond: number }[];
}

/** Multiply-adds of the file. */
const MACS = 41_030_528;

test('bench measures one model against the peaks of the adapter', async () => {
  requireShared();
  test.setTimeout(600_000);
  const result = await kindling([
    ...['bench', '--model', 'mobilenet-v1-0.25-224', '--runs', '2', '--json'],
  ]);
  expect(result).toMatchObject({ status: 0, browsersLeft: 0 });
  const report = JSON.parse(result.stdout) as BenchDocument;
  expect(report).toMatchObject({
    model: 'mobilenet-v1-0.25-224',
    adapter: { kind: expect.any(String) },
    host: expect.stringMatching(/^Chromium \d+\./),
    ...{ macs: MACS, runs: 2, race: null },
    throughput: [{ inFlight: 1 }, { inFlight: 2 }, { inFlight: 4 }],
  });
  checkTiming(report.inferenceMs);
  checkTiming(report.coldStartMs);
  // Fresh pages answer what the page with the session does.
  expect(report.pageStarts).toMatchObject({ repeats: 3, runtimes: [{ runtime: 'kindling' }] });
  for (const { startMs, coldMs, difference } of report.pageStarts.runtimes) {
    checkTiming(startMs);
    checkTiming(coldMs);
    expect(coldMs.median).toBeLessThan(startMs.median);
    expect(difference).toBe(0);
  }
  expect(report.effective.gflops).toBeCloseTo(MACS / report.inferenceMs.median / 5e5, 9);
  expect(report.pipelines).toBeGreaterThan(0);
  const { slots, weights, params, total } = report.held;
  expect(total).toBe(slots + weights + params);
  // 470 thousand weights of four bytes, at least.
  expect(weights).toBeGreaterThan(1_800_000);
  for (const { imagesPerSecond } of report.throughput) expect(imagesPerSecond).toBeGreaterThan(0);
  checkLayers(report);
});

function checkTiming({ median, p10, p90 }: Timing): void {
  expect(p10).toBeGreaterThan(0);
  expect(median).toBeGreaterThanOrEqual(p10);
  expect(p90).toBeGreaterThanOrEqual(median);
}

/** Peaks and layers come together: both need timestamps. */
function checkLayers({ layers, peaks, effective }: BenchDocument): void {
  expect(layers === null).toBe(peaks === null);
  expect(effective.shareOfFlops === null).toBe(peaks === null);
  if (!layers || !peaks) return;
  expect(peaks.gflops).toBeGreaterThan(0);
  expect(peaks.gigabytesPerSecond).toBeGreaterThan(0);
  expect(effective.shareOfFlops).toBeCloseTo(effective.gflops / peaks.gflops, 9);
  expect(layers.reduce((sum, { macs }) => sum + macs, 0)).toBe(MACS);
  for (const layer of layers) {
    expect(layer.bytesMoved).toBeGreaterThan(0);
    expect(layer.gflops === 0).toBe(layer.macs === 0);
  }
}
