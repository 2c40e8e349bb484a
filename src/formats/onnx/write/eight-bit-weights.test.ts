// 8-bit weights, found in the real numbers that they stand for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eightBitWeights } from './eight-bit-weights';

function decoded({ codes, scales, zeroPoint }: NonNullable<ReturnType<typeof eightBitWeights>>) {
  const length = codes.length / scales.length;
  return Float32Array.from(
    codes,
    (code, i) => (code - zeroPoint) * (scales[Math.floor(i / length)] ?? 0),
  );
}

const codes = (least: number, most: number) =>
  fc.array(fc.integer({ min: least, max: most }), { minLength: 24, maxLength: 24 });
const scale = fc.double({ min: 1e-4, max: 10, noNaN: true });

describe('eightBitWeights', () => {
  it('finds signed codes with a scale for each filter', () => {
    fc.assert(
      fc.property(codes(-127, 127), fc.tuple(scale, scale, scale), (numbers, scales) => {
        const weights = Float32Array.from(numbers, (code, i) => code * (scales[i >> 3] ?? 1));
        const found = eightBitWeights(weights, [3, 2, 2, 2]);
        expect(found?.codes).toBeInstanceOf(Int8Array);
        const back = found ? decoded(found) : [];
        for (const [i, weight] of weights.entries()) {
          expect(Math.abs((back[i] ?? 0) - weight)).toBeLessThanOrEqual(
            2 ** -20 * Math.abs(weight),
          );
        }
      }),
    );
  });

  it('finds unsigned codes around a zero point, with a scale for all', () => {
    const weights = Float32Array.from([-200, 55, 3, 0, 1, -7], (code) => code * 0.0173);
    const found = eightBitWeights(weights, [2, 3]);
    expect(found?.codes).toEqual(Uint8Array.of(0, 255, 203, 200, 201, 193));
    expect(found?.zeroPoint).toBe(200);
    expect(found?.scales[0]).toBeCloseTo(0.0173, 7);
  });

  it.each([
    ['real numbers', [0.1, 0.2345, -0.7, 0.31, 0.9123, 0.5771]],
    ['too many steps', [256, 1, -1, 0, 3, 5]],
    ['too wide a range', [200, 1, -200, 0, 3, 7]],
  ])('finds none in %s', (_, numbers) => {
    expect(
      eightBitWeights(
        Float32Array.from(numbers, (n) => n * 0.1),
        [1, 6],
      ),
    ).toBeNull();
  });
});
