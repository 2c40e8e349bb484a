// Weights of a resize, along one axis.
import { describe, expect, it } from 'vitest';
import { triangleTaps } from './triangle-taps';

describe('triangleTaps', () => {
  it('takes each pixel for itself where nothing is resized', () => {
    const { count, first, weights } = triangleTaps({ size: 3, start: 1, length: 6, scale: 1 });
    expect([...first]).toEqual([1, 2, 3]);
    for (let i = 0; i < 3; i++) {
      expect([...weights.subarray(i * count, (i + 1) * count)]).toEqual([1, 0, 0]);
    }
  });

  it('widens the triangle when it shrinks', () => {
    // Twice as wide: four pixels around each centre, at distances 1.5, 0.5, 0.5, 1.5 of 2.
    const { count, first, weights } = triangleTaps({ size: 1, start: 1, length: 6, scale: 2 });
    expect(first[0]).toBe(1);
    expect([...weights.subarray(0, count)]).toEqual([0.125, 0.375, 0.375, 0.125, 0]);
  });

  it('shares the weights of what is beyond the border among the rest', () => {
    const { count, first, weights } = triangleTaps({ size: 1, start: 0, length: 6, scale: 2 });
    expect(first[0]).toBe(0);
    const expected = [0.375, 0.375, 0.125].map((share) => share / 0.875);
    expect([...weights.subarray(0, count)]).toEqual([...expected, 0, 0]);
  });

  it('gives one pixel all the weight when it is enlarged', () => {
    const { count, first, weights } = triangleTaps({ size: 5, start: 0, length: 1, scale: 1 / 5 });
    expect([...first]).toEqual([0, 0, 0, 0, 0]);
    for (let i = 0; i < 5; i++) expect(weights[i * count]).toBe(1);
  });

  it('stays inside the axis, and its weights sum to 1', () => {
    for (const length of [1, 2, 3, 17, 100, 4096]) {
      for (const resized of [1, 2, 5, 224]) {
        const part = { size: resized, start: 0, length, scale: length / resized };
        const { count, first, weights } = triangleTaps(part);
        for (let i = 0; i < resized; i++) {
          const shares = [...weights.subarray(i * count, (i + 1) * count)];
          const last = shares.findLastIndex((share) => share > 0);
          const what = `${length} to ${resized}, ${i}`;
          expect((first[i] ?? -1) >= 0 && (first[i] ?? 0) + last < length, what).toBe(true);
          expect(
            shares.reduce((sum, share) => sum + share),
            what,
          ).toBeCloseTo(1, 5);
        }
      }
    }
  });
});
