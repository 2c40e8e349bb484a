import { describe, expect, it } from 'vitest';
import { layerWith } from './bench.fixtures';
import { areRounded, layerPoints, roofAt } from './layer-points';

const PEAKS = { flopsPerSecond: 4e9, bytesPerSecond: 1e9 };

describe('layerPoints', () => {
  it('counts two operations for a multiply-add, beside the roof at its intensity', () => {
    const [point] = layerPoints([layerWith()], PEAKS);
    // 2 MFLOP in 4 ms; 2 operations a byte allow 2 GFLOP/s.
    expect(point).toMatchObject({
      ...{ intensity: 2, gflops: 0.5, gigabytesPerSecond: 0.25, kind: 'other convolutions' },
      ...{ shareOfRoof: 0.25, shareOfFlops: 0.125 },
    });
  });

  it('has no rate for what is too short for the clock, and no share without peaks', () => {
    const [short] = layerPoints([layerWith({ durationMs: 0 })], PEAKS);
    expect(short).toMatchObject({ gflops: null, gigabytesPerSecond: null, shareOfRoof: null });
    expect(layerPoints([layerWith()], null)[0]).toMatchObject({ gflops: 0.5, shareOfRoof: null });
  });

  it('tells kinds by kernel, and layers without multiply-adds', () => {
    const layers = [
      layerWith({ kernel: 'depthwise-conv2d-tiled' }),
      layerWith({ kernel: 'conv2d-pointwise-split' }),
      layerWith({ kernel: 'fully-connected', op: 'fully-connected' }),
      layerWith({ kernel: 'max-pool2d', op: 'max-pool2d', macs: 0 }),
    ];
    expect(layerPoints(layers, null).map(({ kind }) => kind)).toEqual([
      ...['depthwise', '1×1 and matrices', '1×1 and matrices', 'no multiply-adds'],
    ]);
  });
});

describe('roofAt', () => {
  it('rises with the intensity up to the peak arithmetic', () => {
    expect([1, 4, 100].map((intensity) => roofAt(intensity, PEAKS))).toEqual([1, 4, 4]);
  });
});

describe('areRounded', () => {
  it('sees times that are whole tenths of a millisecond', () => {
    expect(areRounded([layerWith({ durationMs: 0.3 }), layerWith({ durationMs: 0 })])).toBe(true);
    expect(areRounded([layerWith({ durationMs: 0.3 }), layerWith({ durationMs: 0.31 })])).toBe(
      false,
    );
    expect(areRounded([])).toBe(false);
  });
});
