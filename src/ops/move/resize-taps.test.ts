// Where a resize reads, by hand for every way to map positions.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resizeTaps } from './resize-taps';
import type { Resize2dAttributes } from './resize2d';

/** A resize along the vertical axis, from `from` pixels to `to`. */
function taps(from: number, to: number, given: Partial<Resize2dAttributes>) {
  const attributes: Resize2dAttributes = {
    size: [to, 1],
    scales: [to / from, 1],
    mode: 'linear',
    coordinates: 'half-pixel',
    rounding: 'round-prefer-floor',
    ...given,
  };
  return resizeTaps(attributes, 0, from);
}

/** Positions between pixels, as low tap plus weight. */
function positions(from: number, to: number, given: Partial<Resize2dAttributes>): number[] {
  return taps(from, to, given).map(({ low, weight }) => low + weight);
}

function nearest(from: number, to: number, given: Partial<Resize2dAttributes>): number[] {
  return taps(from, to, { mode: 'nearest', ...given }).map(({ low }) => low);
}

describe('resizeTaps between two pixels', () => {
  it('compares the centres of pixels, and stays inside', () => {
    expect(taps(2, 4, { coordinates: 'half-pixel' })).toEqual([
      { low: 0, high: 1, weight: 0 },
      { low: 0, high: 1, weight: 0.25 },
      { low: 0, high: 1, weight: 0.75 },
      { low: 1, high: 1, weight: 0 },
    ]);
    expect(positions(4, 2, { coordinates: 'half-pixel' })).toEqual([0.5, 2.5]);
  });

  it('takes the first pixel for the only one, as PyTorch does', () => {
    expect(positions(5, 1, { coordinates: 'pytorch-half-pixel' })).toEqual([0]);
    expect(positions(5, 1, { coordinates: 'half-pixel' })).toEqual([2]);
    expect(positions(4, 2, { coordinates: 'pytorch-half-pixel' })).toEqual([0.5, 2.5]);
  });

  it('divides by the scale', () => {
    expect(positions(2, 4, { coordinates: 'asymmetric' })).toEqual([0, 0.5, 1, 1]);
  });

  it('lays first on first and last on last pixel', () => {
    expect(positions(3, 5, { coordinates: 'align-corners' })).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(positions(3, 1, { coordinates: 'align-corners' })).toEqual([0]);
  });

  it('uses the scale that it is given, which need not be the ratio of the sizes', () => {
    const scales = [2.5, 1] as const;
    expect(positions(3, 7, { coordinates: 'asymmetric', scales })).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((at) => Math.min(Math.fround(at / 2.5), 2)),
    );
  });

  it('reads the horizontal axis by its own size and scale', () => {
    const attributes: Resize2dAttributes = {
      size: [9, 4],
      scales: [3, 2],
      mode: 'linear',
      coordinates: 'asymmetric',
      rounding: 'floor',
    };
    expect(resizeTaps(attributes, 1, 2).map(({ low, weight }) => low + weight)).toEqual([
      0, 0.5, 1, 1,
    ]);
  });
});

describe('resizeTaps at the nearest pixel', () => {
  it.each([
    ['round-prefer-floor', [0, 0, 1, 1]],
    ['round-prefer-ceil', [0, 1, 1, 1]],
    ['floor', [0, 0, 1, 1]],
    ['ceil', [0, 1, 1, 1]],
  ] as const)('%s decides at one half', (rounding, expected) => {
    expect(nearest(2, 4, { coordinates: 'asymmetric', rounding })).toEqual(expected);
  });

  it.each([
    ['round-prefer-floor', [0, 0, 1, 1]],
    ['round-prefer-ceil', [0, 0, 1, 1]],
    ['floor', [0, 0, 0, 1]],
    ['ceil', [0, 1, 1, 1]],
  ] as const)('%s elsewhere', (rounding, expected) => {
    expect(nearest(2, 4, { coordinates: 'half-pixel', rounding })).toEqual(expected);
  });

  it('has no second tap', () => {
    expect(taps(3, 5, { mode: 'nearest' }).every(({ weight }) => weight === 0)).toBe(true);
  });
});

it('reads inside the input, from its start to its end', () => {
  const given = fc.record({
    mode: fc.constantFrom('nearest', 'linear'),
    coordinates: fc.constantFrom('half-pixel', 'pytorch-half-pixel', 'asymmetric', 'align-corners'),
    rounding: fc.constantFrom('round-prefer-floor', 'round-prefer-ceil', 'floor', 'ceil'),
  });
  const size = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(size, size, given, (from, to, attributes) => {
      const all = taps(from, to, attributes);
      expect(all).toHaveLength(to);
      for (const [at, { low, high, weight }] of all.entries()) {
        expect(low >= 0 && low <= high && high < from && high - low <= 1).toBe(true);
        expect(weight >= 0 && weight < 1).toBe(true);
        const before = all[at - 1] ?? { low: 0, weight: 0 };
        expect(low + weight).toBeGreaterThanOrEqual(before.low + before.weight);
      }
    }),
  );
});
