// Codebooks: exact where they can be, and otherwise better than what k-means begins with.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestHalf } from '../tensor/half';
import { seededRandom } from '../util/random';
import { anyWeights, nonZeros, squaredError } from './compress.fixtures';
import { shareWeights } from './k-means';

const clusterCount = fc.integer({ min: 1, max: 40 });

/** Centroids evenly spaced from the least to the largest value: the initialisation. */
function evenlySpaced(values: Float32Array, clusters: number): number[] {
  const [least, largest] = [Math.min(...values), Math.max(...values)];
  return Array.from({ length: clusters }, (_, i) =>
    clusters === 1 ? (least + largest) / 2 : least + ((largest - least) * i) / (clusters - 1),
  );
}

/** k-means as a textbook has it, each weight held against each centroid. */
function plainKMeans(values: Float32Array, clusters: number): number[] {
  let centroids = evenlySpaced(values, clusters);
  for (let i = 0; i < 400; i++) {
    const groups = centroids.map((): number[] => []);
    for (const x of values) {
      const distances = centroids.map((centroid) => Math.abs(x - centroid));
      groups[distances.indexOf(Math.min(...distances))]?.push(x);
    }
    centroids = groups.map((group, at) =>
      group.length > 0 ? group.reduce((a, b) => a + b) / group.length : (centroids[at] ?? 0),
    );
  }
  return centroids;
}

describe('shareWeights', () => {
  it('finds the means of groups that lie apart', () => {
    const values = Float32Array.of(0.875, -1, 0, 0.125, -1.25, 0.25, 1.125, 0);
    expect([...shareWeights(values, 3)]).toEqual([-1.125, 0.1875, 1]);
    expect([...shareWeights(values, 1)]).toEqual([Math.fround(0.125 / 6)]);
  });

  it('is what k-means without sorting gives, where no centroid is without weights', () => {
    const random = seededRandom(3);
    const values = Float32Array.from({ length: 800 }, () => random() + random() - 1);
    const centroids = plainKMeans(values, 12);
    const shared = shareWeights(values, 12);
    expect(shared).toHaveLength(12);
    for (const [i, centroid] of shared.entries())
      expect(centroid).toBeCloseTo(centroids[i] ?? 9, 6);
  });

  it('keeps few distinct weights as they are', () => {
    fc.assert(
      fc.property(anyWeights, (data) => {
        const distinct = [...new Set(nonZeros(data))].sort((a, b) => a - b);
        const most = Math.max(distinct.length, 1);
        expect([...shareWeights(data, most)]).toEqual(distinct);
        expect([...shareWeights(data, most + 7)]).toEqual(distinct);
      }),
    );
  });

  it('gives as many finite centroids as there can be, ascending, between the least and the largest', () => {
    fc.assert(
      fc.property(anyWeights, clusterCount, (data, clusters) => {
        const values = nonZeros(data);
        const shared = shareWeights(data, clusters);
        expect(shared).toHaveLength(Math.min(clusters, new Set(values).size));
        expect(shared.every((x, i) => i === 0 || x > (shared[i - 1] ?? x))).toBe(true);
        expect(shared.every((x) => x >= Math.min(...values) && x <= Math.max(...values))).toBe(
          true,
        );
      }),
    );
  });

  it('never has a larger squared error than its initialisation', () => {
    fc.assert(
      fc.property(anyWeights, clusterCount, (data, clusters) => {
        const values = nonZeros(data);
        fc.pre(values.length > 0);
        const largest = Math.max(...values.map(Math.abs));
        // Rounding a mean to float32 moves it by 2^-24 of itself (below 2^-126 by 2^-150), and adds the square of that.
        const rounding = values.length * Math.max(largest * 2 ** -24, 2 ** -150) ** 2;
        const before = squaredError(values, evenlySpaced(values, clusters));
        const after = squaredError(values, [...shareWeights(data, clusters)]);
        expect(after).toBeLessThanOrEqual(before * (1 + 1e-12) + rounding);
      }),
    );
  });

  it('uses the centroids that a far outlier leaves without weights', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => i / 1000).fill(1e6, 999);
    const shared = shareWeights(values, 50);
    expect(shared).toHaveLength(50);
    // 49 centroids for 999 evenly spread weights: none is further than about 1 / 98 from one.
    expect(Math.sqrt(squaredError(values, [...shared]) / 1000)).toBeLessThan(0.01);
  });

  it('loses no small weights beside large ones', () => {
    const values = Float32Array.of(-(2 ** 70), 2, -(2 ** 69), 1, 3);
    expect([...shareWeights(values, 4)]).toEqual([-(2 ** 70), -(2 ** 69), 1.5, 3]);
  });

  it('has numbers of half precision where they are asked for', () => {
    const random = seededRandom(5);
    const values = Float32Array.from({ length: 2000 }, () => random() - 0.5);
    const half = shareWeights(values, 31, 'float16');
    expect(half).toEqual(shareWeights(values, 31).map(nearestHalf));
    expect([...shareWeights(Float32Array.of(1, 1.0001, -3), 8, 'float16')]).toEqual([-3, 1]);
    expect([...shareWeights(Float32Array.of(1e-9, -1e-9), 2, 'float16')]).toEqual([0]);
  });

  it('has no centroids for zeros', () => {
    expect(shareWeights(new Float32Array(9), 4)).toHaveLength(0);
    expect(shareWeights(new Float32Array(0), 4)).toHaveLength(0);
  });

  it.each([0, -1, 2.5, Number.NaN])('refuses %s clusters', (clusters) => {
    expect(() => shareWeights(Float32Array.of(1), clusters)).toThrow(RangeError);
  });
});
