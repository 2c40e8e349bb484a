// Pruning keeps the largest weights, and as many as were asked for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyWeights, nonZeros } from './compress.fixtures';
import { densityForEnergy, pruneByMagnitude } from './prune';

const share = fc.double({ min: 0, max: 1, minExcluded: true, noNaN: true });
const energyOf = (data: Float32Array) => data.reduce((sum, x) => sum + x ** 2, 0);

describe('pruneByMagnitude', () => {
  it('keeps the largest magnitudes, of equal ones the first', () => {
    const data = Float32Array.of(1, -3, 2, -2, 0, 2, 0.5, -1);
    expect([...pruneByMagnitude(data, 3 / 8)]).toEqual([0, -3, 2, -2, 0, 0, 0, 0]);
    expect([...pruneByMagnitude(data, 5 / 8)]).toEqual([1, -3, 2, -2, 0, 2, 0, 0]);
  });

  it('keeps round(density · n) of them, and none that is smaller than one it drops', () => {
    fc.assert(
      fc.property(anyWeights, share, (data, density) => {
        const pruned = pruneByMagnitude(data, density);
        const wanted = data.length && Math.max(1, Math.round(density * data.length));
        expect(nonZeros(pruned)).toHaveLength(Math.min(wanted, nonZeros(data).length));
        const dropped = data.filter((x, i) => x !== pruned[i]).map(Math.abs);
        const least = Math.min(...nonZeros(pruned).map(Math.abs));
        expect(dropped.every((magnitude) => magnitude <= least)).toBe(true);
        expect(pruned.every((x, i) => x === 0 || x === data[i])).toBe(true);
      }),
    );
  });

  it('keeps one weight at least, all at density 1, and leaves the data alone', () => {
    const data = Float32Array.of(0.1, -0.4, 0.3);
    expect(pruneByMagnitude(data, 1e-9)).toEqual(Float32Array.of(0, -0.4, 0));
    expect(pruneByMagnitude(data, 1)).toEqual(data);
    expect(data).toEqual(Float32Array.of(0.1, -0.4, 0.3));
    expect(pruneByMagnitude(new Float32Array(0), 0.5)).toHaveLength(0);
  });

  it.each([0, -0.5, 1.01, Number.NaN])('refuses a density of %s', (density) => {
    expect(() => pruneByMagnitude(Float32Array.of(1), density)).toThrow(
      new RangeError(`A density is a number above 0 and up to 1, got ${density}.`),
    );
  });
});

describe('densityForEnergy', () => {
  it('is smaller where few weights hold most of the squares', () => {
    expect(densityForEnergy(Float32Array.of(10, 1, -1, 0), 0.98)).toBe(1 / 4);
    expect(densityForEnergy(Float32Array.of(1, -1, 1, 1), 0.98)).toBe(1);
    expect(densityForEnergy(Float32Array.of(1, -1, 1, 0), 1)).toBe(3 / 4);
    expect(densityForEnergy(new Float32Array(5), 0.5)).toBe(1 / 5);
    expect(densityForEnergy(new Float32Array(0), 0.5)).toBe(1);
  });

  it('keeps the share, and one weight less would not', () => {
    const levels = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 100 });
    // Eighths of sums of small squares are exact, so that the bound is too.
    fc.assert(
      fc.property(levels, fc.integer({ min: 1, max: 8 }), (numbers, eighths) => {
        const data = Float32Array.from(numbers);
        const wanted = (eighths / 8) * energyOf(data);
        const density = densityForEnergy(data, eighths / 8);
        expect(energyOf(pruneByMagnitude(data, density))).toBeGreaterThanOrEqual(wanted);
        const fewer = density - 1 / data.length;
        if (fewer * data.length < 0.5) return;
        expect(energyOf(pruneByMagnitude(data, fewer))).toBeLessThan(wanted);
      }),
    );
  });

  it('drops nothing but zeros for a share of 1, whatever the magnitudes', () => {
    fc.assert(
      fc.property(anyWeights, (data) => {
        fc.pre(nonZeros(data).length > 0);
        expect(pruneByMagnitude(data, densityForEnergy(data, 1))).toEqual(data);
      }),
    );
  });

  it('refuses a share of nothing', () => {
    expect(() => densityForEnergy(Float32Array.of(1), 0)).toThrow(RangeError);
  });
});
