// The seeded generator: recorded numbers, because weights and test data depend on them on every machine.
import { describe, expect, it } from 'vitest';
import { seededRandom } from './random';

function take(count: number, seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
}

describe('seededRandom', () => {
  it('starts with the recorded numbers', () => {
    expect(take(3, 1)).toEqual([1580013426 / 2 ** 32, 350525680 / 2 ** 32, 3524174333 / 2 ** 32]);
  });

  it('gives the same sequence for the same seed and another for another', () => {
    expect(take(8, 7)).toEqual(take(8, 7));
    expect(take(8, 7)).not.toEqual(take(8, 8));
  });

  it('stays in [0, 1) and fills it evenly', () => {
    const numbers = take(10_000, 3);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    const tenths = Array.from(
      { length: 10 },
      (_, i) => numbers.filter((x) => Math.floor(x * 10) === i).length,
    );
    // 1000 expected in each, standard deviation 30: six of them.
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(180);
  });
});
