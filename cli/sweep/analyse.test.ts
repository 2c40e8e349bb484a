// Sweeps with known answers: networks that keep to the rule, and networks that do not.
import { describe, expect, it } from 'vitest';
import { analyseSweep } from './analyse';
import type { MeasuredNetwork, SweepGrid } from './measure';
import { measuredNetwork, type Pace } from './sweep.fixtures';

const GRID: SweepGrid = { alphas: [1, 0.5, 0.25], rhos: [224, 128] };

function sweep(pace: Pace = {}, grid: SweepGrid = GRID): MeasuredNetwork[] {
  return grid.alphas.flatMap((alpha) => grid.rhos.map((rho) => measuredNetwork(alpha, rho, pace)));
}

/** A network of which nothing is known but costs and times. */
function plain(alpha: number, rho: number, macs: number, ...roundsMs: number[]): MeasuredNetwork {
  return { name: '', alpha, rho, macs, roundsMs, layers: null };
}

describe('analyseSweep', () => {
  it('finds the prediction met where every multiply-add takes as long', () => {
    const { points, base, growth, pointwiseNsPerMac } = analyseSweep(sweep(), GRID);
    expect(base).toEqual({ alpha: 1, rho: 224 });
    expect(pointwiseNsPerMac).toBe(1);
    for (const { timesPrediction, ratios, nsPerMac } of points) {
      expect(timesPrediction).toBeCloseTo(1, 12);
      expect(ratios.time).toBeCloseTo(ratios.macs, 12);
      expect(nsPerMac).toBeCloseTo(1, 12);
    }
    for (const { time, macs } of [...growth.alpha, ...growth.rho]) {
      expect(time).toBeCloseTo(macs, 12);
    }
  });

  it('fits 2 for c·α²·ρ², on every line of the grid', () => {
    const networks = GRID.alphas.flatMap((alpha) =>
      GRID.rhos.map((rho) => plain(alpha, rho, alpha * rho, 3 * alpha ** 2 * rho ** 2)),
    );
    const { growth, points } = analyseSweep(networks, GRID);
    const rounded = (lines: typeof growth.alpha) =>
      lines.map(({ fixed, time, macs }) => [fixed, time.toFixed(9), macs.toFixed(9)]);
    const [two, one] = ['2.000000000', '1.000000000'];
    expect(rounded(growth.alpha)).toEqual([
      [224, two, one],
      [128, two, one],
    ]);
    expect(rounded(growth.rho)).toEqual([
      [1, two, one],
      [0.5, two, one],
      [0.25, two, one],
    ]);
    for (const { ratios } of points) expect(ratios.time).toBeCloseTo(ratios.rule, 12);
  });

  it('sees a fixed cost as slower growth, and blames what costs it', () => {
    const { growth, points } = analyseSweep(sweep({ restMs: 100 }), GRID);
    for (const { time, macs } of growth.alpha) expect(time).toBeLessThan(macs);
    const smallest = points.at(-1);
    expect(smallest?.timesPrediction).toBeGreaterThan(2);
    expect(smallest?.blame).toMatchObject({ most: { group: 'rest' }, layer: { name: 'prob' } });
    expect(smallest?.slowest?.[0]?.name).toBe('prob');
    expect(points[0]?.blame).toBeNull();
  });

  it('takes medians over the rounds, of inferences and of layers', () => {
    const network = measuredNetwork(1, 224, {}, [1, 9, 2, 3, 1]);
    const [point] = analyseSweep([network], { alphas: [1], rhos: [224] }).points;
    expect(point?.inferenceMs.median).toBeCloseTo(2000, 9);
    expect(point?.inferenceMs.p90).toBeCloseTo(6600, 9);
    expect(point?.layers?.[2]?.durationMs).toBe(1920);
  });

  it('has no growth to fit for a single network', () => {
    const { growth } = analyseSweep([plain(1, 224, 5, 5)], { alphas: [1], rhos: [224] });
    expect(growth).toEqual({ alpha: [], rho: [] });
  });

  it('compares with the largest network where α 1 at 224 pixels is not there', () => {
    const networks = [plain(0.5, 224, 100, 10), plain(0.5, 160, 50, 6)];
    const grid = { alphas: [0.5], rhos: [224, 160] };
    const { base, points, pointwiseNsPerMac } = analyseSweep(networks, grid);
    expect(base).toEqual({ alpha: 0.5, rho: 224 });
    expect(points[1]?.ratios.macs).toBe(0.5);
    expect(points[1]?.ratios.time).toBe(0.6);
    expect(points[1]?.timesPrediction).toBeCloseTo(1.2, 12);
    expect(points[1]).toMatchObject({ shares: null, slowest: null, blame: null });
    expect(pointwiseNsPerMac).toBeNull();
    const larger = [plain(1, 224, 570, 10), plain(1, 320, 1160, 20)];
    expect(analyseSweep(larger, { alphas: [1], rhos: [320, 224] }).base.rho).toBe(224);
  });
});
