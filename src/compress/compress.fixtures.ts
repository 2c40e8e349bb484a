// Weights for the tests of compression.
import fc from 'fast-check';

/** Any float32 weights, zeros and repeated ones among them. */
export const anyWeights: fc.Arbitrary<Float32Array<ArrayBuffer>> = fc
  .array(
    fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.float({ noNaN: true, min: -1, max: 1 }),
      fc.integer({ min: -3, max: 3 }),
    ),
    { maxLength: 200 },
  )
  .map((numbers) => Float32Array.from(numbers, (x) => x + 0));

/** Weights with long runs of zeros: each number in `gaps` is how many stand before the next weight. */
export const sparseWeights: fc.Arbitrary<Float32Array<ArrayBuffer>> = fc
  .tuple(
    fc.array(fc.oneof(fc.nat(3), fc.constantFrom(14, 15, 16, 17, 31, 32, 33), fc.nat(300)), {
      maxLength: 60,
    }),
    fc.nat(70),
    fc.infiniteStream(fc.integer({ min: 1, max: 400 })),
  )
  .map(([gaps, behind, numbers]) => {
    const weights: number[] = [];
    for (const gap of gaps) {
      weights.push(...new Array<number>(gap).fill(0), numbers.next().value - 200.5);
    }
    return Float32Array.from([...weights, ...new Array<number>(behind).fill(0)]);
  });

/** Numbers that are not zero. */
export function nonZeros(data: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(data.filter((x) => x !== 0));
}

/** The squared error of giving each value its nearest centroid. */
export function squaredError(values: Float32Array, centroids: readonly number[]): number {
  return values.reduce(
    (sum, x) => sum + Math.min(...centroids.map((centroid) => Math.abs(x - centroid))) ** 2,
    0,
  );
}
