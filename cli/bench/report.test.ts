// Times beside peaks and beside other runtimes' times.

import { describe, expect, it } from 'vitest';
import { gflopsOf } from '../../bench/speed';
import type { LayerProfile } from '../../src/tools/index';
import { timingOf } from '../../src/util/statistics';
import { failedPeer, measuredLayers, type PeerRuns, peerReport } from './report';

const LAYER: LayerProfile = {
  ...{ name: 'conv1', op: 'conv2d', kernel: 'conv2d-direct', variant: 'conv2d-direct__k3' },
  ...{ inputs: ['x'], outputShape: [1, 8, 8, 4], parameters: 1, slot: 0, workgroups: [1, 1, 1] },
  ...{ macs: 30e6, bytesMoved: 6e6, durationMs: 12 },
};

const RUNS: PeerRuns = {
  ...{ peer: 'ort-wasm', version: 'onnxruntime-web 1.0.0', settings: 'CPU', loadMs: 5 },
  ...{ durationsMs: [40, 50, 60], differences: [1e-6, 2e-6, 1e-6, 1e-6] },
};

describe('measuredLayers', () => {
  it('counts two operations for a MAC, and shares of both peaks', () => {
    const [layer] = measuredLayers([LAYER], { flopsPerSecond: 20e9, bytesPerSecond: 2e9 });
    expect(layer).toMatchObject({ name: 'conv1', gflops: 5, gigabytesPerSecond: 0.5 });
    expect(layer?.shareOfFlops).toBeCloseTo(0.25, 12);
    expect(layer?.shareOfTraffic).toBeCloseTo(0.25, 12);
  });

  it('has no shares without peaks', () => {
    expect(measuredLayers([LAYER], null)).toMatchObject([
      { shareOfFlops: null, shareOfTraffic: null },
    ]);
  });

  it('gives no rate for a layer too short for the clock', () => {
    const [layer] = measuredLayers([{ ...LAYER, durationMs: 0 }], null);
    expect(layer).toMatchObject({ gflops: 0, gigabytesPerSecond: 0 });
    expect(gflopsOf(1e6, 0)).toBe(0);
  });
});

describe('peerReport', () => {
  const own = timingOf([5, 5, 8]);

  it('divides medians of the same turns', () => {
    const report = peerReport(RUNS, own);
    expect(report).toMatchObject({ agrees: true, failure: null, difference: 2e-6, ratio: 0.1 });
    expect(report.inferenceMs?.median).toBe(50);
  });

  it.each([[[0, 2e-3, 0]], [[0, Number.NaN]], [[Number.POSITIVE_INFINITY]]])(
    'is void where one answer was another: %j',
    (differences) => {
      const report = peerReport({ ...RUNS, differences }, own);
      expect(report).toMatchObject({ agrees: false, ratio: null });
    },
  );

  it('takes the very bound as agreement', () => {
    expect(peerReport({ ...RUNS, differences: [1e-3] }, own).agrees).toBe(true);
  });
});

it('says why a peer did not run', () => {
  expect(failedPeer('ort-webgpu', 'v', 'no adapter')).toMatchObject({
    ...{ failure: 'no adapter', inferenceMs: null, ratio: null, agrees: false },
  });
});
