// Results as a run would leave them, for tests.
import type { BenchmarkResults, LayerResult, NetworkResult } from './results';
import { SCHEMA_VERSION } from './results';

/** A layer of 0.5 GFLOP/s at 2 operations a byte. */
export function layerWith(more: Partial<LayerResult> = {}): LayerResult {
  return {
    ...{ name: 'conv1', op: 'conv2d', macs: 1_000_000, bytesMoved: 1_000_000, durationMs: 4 },
    ...{
      kernel: 'conv2d-direct',
      variant: 'conv2d-direct__f32_nhwc4_k3',
      outputShape: [1, 8, 8, 4],
    },
    ...more,
  };
}

/** A network of one layer. */
export function networkWith(more: Partial<NetworkResult> = {}): NetworkResult {
  return {
    ...{ name: 'squeezenet-1.1', family: 'squeezenet', alpha: null, rho: null },
    ...{ macs: 1_000_000, parameters: 2000, warmUp: 1, runs: 5, pipelines: 7 },
    inferenceMs: { median: 10, p10: 9, p90: 12 },
    cpuMs: { median: 20, p10: 19, p90: 22 },
    coldStart: { repeats: 2, ms: { median: 100, p10: 90, p90: 110 } },
    held: { slots: 3000, weights: 8000, params: 256 },
    layers: [layerWith()],
    ...more,
  };
}

/** A finished run of one network. */
export function resultsWith(more: Partial<BenchmarkResults> = {}): BenchmarkResults {
  return {
    ...{ schemaVersion: SCHEMA_VERSION, status: 'finished', failure: null },
    ...{ date: '2026-01-02T03:04:05.678Z', setting: 'small', userAgent: 'Browser 1.0' },
    adapter: { vendor: 'v', architecture: 'a', description: '', kind: 'hardware' },
    peaks: { flopsPerSecond: 4e9, bytesPerSecond: 1e9 },
    networks: [networkWith()],
    variants: [],
    peers: [],
    ...more,
  };
}
