// Seeded random weights.
import { describe, expect, it } from 'vitest';
import { seededWeights, sharedZeros } from './weights';

describe('seededWeights', () => {
  it('gives the same numbers for the same seed, layer and shape', () => {
    expect(seededWeights(3)('a.w', [4, 3, 3, 3])).toEqual(seededWeights(3)('a.w', [4, 3, 3, 3]));
  });

  it('gives each seed and each layer numbers of its own', () => {
    const numbers = seededWeights(3)('a.w', [4, 3, 3, 3]);
    expect(seededWeights(4)('a.w', [4, 3, 3, 3])).not.toEqual(numbers);
    expect(seededWeights(3)('b.w', [4, 3, 3, 3])).not.toEqual(numbers);
  });

  it('gives as many numbers as the shape has elements', () => {
    expect(seededWeights()('a.w', [5, 4, 3, 2])).toHaveLength(120);
  });

  it("has He et al.'s variance, 2 / fan-in, around zero", () => {
    const weights = seededWeights()('a.w', [500, 8, 3, 3]);
    const mean = weights.reduce((a, b) => a + b, 0) / weights.length;
    const variance = weights.reduce((a, b) => a + b * b, 0) / weights.length;
    // 36,000 samples: the mean's standard deviation is √(2/72/36000) < 0.001, the variance's share 0.5 %.
    expect(Math.abs(mean)).toBeLessThan(0.005);
    expect(variance / (2 / 72)).toBeGreaterThan(0.97);
    expect(variance / (2 / 72)).toBeLessThan(1.03);
  });

  it('keeps biases small', () => {
    for (const bias of seededWeights()('a.b', [100])) expect(Math.abs(bias)).toBeLessThan(0.03);
  });
});

describe('scales of normalisations', () => {
  it('are within a quarter of 1, each its own', () => {
    const scales = seededWeights()('a.scale', [100]);
    expect(Math.min(...scales)).toBeGreaterThan(0.75);
    expect(Math.max(...scales)).toBeLessThan(1.25);
    expect(new Set(scales).size).toBe(100);
    // 100 numbers of a deviation of 0.25 / √3: their mean is within 3 deviations, 0.043, of 1.
    expect(Math.abs(scales.reduce((a, b) => a + b, 0) / 100 - 1)).toBeLessThan(0.043);
  });
});

describe('sharedZeros', () => {
  it('gives zeros of the right count, all in the memory of the largest so far', () => {
    const weights = sharedZeros();
    const [large, small, larger] = [[4, 3], [5], [13]].map((shape) => weights('a.w', shape));
    expect(large).toEqual(new Float32Array(12));
    expect(small).toEqual(new Float32Array(5));
    expect(larger).toEqual(new Float32Array(13));
    expect(small?.buffer).toBe(large?.buffer);
  });
});
