import { describe, expect, it } from 'vitest';
import { layerWith, networkWith } from './bench.fixtures';
import {
  layersFinding,
  memoryFinding,
  rooflineFinding,
  scalingFinding,
  variantsFinding,
} from './findings';
import { layerPoints } from './layer-points';
import { variantRows } from './variant-rows';

const PEAKS = { flopsPerSecond: 4e9, bytesPerSecond: 1e9 };
const TABLE = {
  ...{ network: 'n', runs: 2, seen: 3, of: 4 },
  shapes: [
    {
      ...{ layers: ['a', 'b'], shape: 'first', macs: 1e6, chosen: 'slow' },
      variants: [
        { variant: 'fast', ms: 1 },
        { variant: 'slow', ms: 1.2 },
      ],
    },
    {
      ...{ layers: ['c'], shape: 'second', macs: 2e6, chosen: 'near' },
      variants: [
        { variant: 'fast', ms: 2 },
        { variant: 'near', ms: 2.1 },
      ],
    },
  ],
};

describe('findings', () => {
  it('name the layer that is nearest to the roof, and the slowest', () => {
    const points = layerPoints(
      [layerWith({ name: 'far', durationMs: 6 }), layerWith({ name: 'near', durationMs: 2 })],
      PEAKS,
    );
    expect(rooflineFinding('n', points)).toMatch(
      /^1 of 2 layers of n reaches half .* near comes nearest, with 50\.0 %/,
    );
    expect(layersFinding('n', points)).toMatch(/is far: 6\.00 ms, 75\.0 % of the sum/);
  });

  it('say it when there is nothing to say', () => {
    expect(rooflineFinding('n', layerPoints([layerWith()], null))).toMatch(/^No layer of n/);
    expect(layersFinding('n', layerPoints([layerWith({ durationMs: 0 })], null))).toMatch(
      /too short/,
    );
    expect(scalingFinding([networkWith()], 'macs')).toMatch(/One size alone/);
  });

  it('set the largest network beside the smallest', () => {
    const large = networkWith({
      ...{ name: 'large', macs: 4e6, held: { slots: 1e6, weights: 1e6, params: 0 } },
      inferenceMs: { median: 30, p10: 30, p90: 30 },
    });
    expect(scalingFinding([large, networkWith({ name: 'small' })], 'macs')).toBe(
      'large takes 3.0 times as long as small; by multiply-adds alone it would be 4.0 times.',
    );
    expect(memoryFinding([large, networkWith({ name: 'small' })])).toBe(
      'From 11 kB for small to 2.00 MB for large.',
    );
  });

  it('follow one multiplier while the other stays', () => {
    const sized = (alpha: number, rho: number, macs: number, median: number) =>
      networkWith({
        ...{ name: `${alpha}-${rho}`, alpha, rho, macs },
        inferenceMs: { median, p10: median, p90: median },
      });
    const networks = [sized(0.5, 128, 4, 8), sized(0.25, 128, 1, 3), sized(0.5, 64, 1, 4)];
    expect(scalingFinding(networks, 'alpha')).toMatch(
      /^0\.5-128 takes 2\.7 .* 0\.25-128; by α² .* 4\.0 times/,
    );
    expect(scalingFinding(networks, 'rho')).toMatch(
      /^0\.5-128 takes 2\.0 .* 0\.5-64; by ρ² .* 4\.0 times/,
    );
  });

  it('count choices that are as good as the best', () => {
    expect(variantsFinding(TABLE)).toMatch(/^For 1 of 2 layer shapes of n /);
  });
});

describe('variantRows', () => {
  it('has shape × variant × time × share of the peak', () => {
    const rows = variantRows(TABLE, PEAKS);
    expect(rows).toHaveLength(4);
    expect(rows[1]).toEqual({
      ...{ shape: 'first', layers: 2, macs: 1e6, variant: 'slow', isChosen: true, ms: 1.2 },
      ...{ besideBest: 1.2, gflops: 2e6 / 1.2 / 1e6, shareOfFlops: expect.closeTo(5 / 12, 9) },
    });
    expect(variantRows(TABLE, null)[0]?.shareOfFlops).toBeNull();
  });
});
