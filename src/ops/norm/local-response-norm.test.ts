// Local response normalisation, channel by channel.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../tensor/tensor';
import { computing, numbersOf, randomTensor, tensorOf } from '../compute.fixtures';
import type { OpAttributes } from '../registry';

const localResponseNorm = computing('local-response-norm');

function run(x: Tensor, given: Partial<OpAttributes['local-response-norm']>): number[] {
  return numbersOf(localResponseNorm([x], { size: 3, alpha: 3, beta: 1, bias: 1, ...given }));
}

describe('localResponseNorm', () => {
  it('divides by what the channel and its neighbours hold', () => {
    // 1 + 1·(squares): 1 + 1 + 4, 1 + 1 + 4 + 9, 1 + 4 + 9.
    expect(run(tensorOf([1, 1, 1, 3], [1, 2, 3]), {})).toEqual(
      [1 / 6, 2 / 15, 3 / 14].map(Math.fround),
    );
  });

  it('keeps pixels apart', () => {
    expect(run(tensorOf([1, 1, 2, 1], [1, 3]), {})).toEqual([0.5, Math.fround(3 / 10)]);
  });

  it('takes the odd neighbour of an even size from above', () => {
    expect(run(tensorOf([1, 1, 1, 3], [1, 2, 3]), { size: 2, alpha: 2 })).toEqual(
      [1 / 6, 2 / 14, 3 / 10].map(Math.fround),
    );
  });

  it('divides alpha by the size, also where neighbours are missing', () => {
    expect(run(tensorOf([1, 1, 1, 1], [2]), { size: 5, alpha: 5 })).toEqual([Math.fround(2 / 5)]);
  });

  it("has AlexNet's constants: (2 + 1e-4 · Σ x²)^0.75", () => {
    const x = tensorOf([1, 1, 1, 2], [100, 200]);
    const divisor = (2 + 1e-4 * (100 ** 2 + 200 ** 2)) ** 0.75;
    expect(run(x, { size: 5, alpha: 5e-4, beta: 0.75, bias: 2 })).toEqual(
      [100 / divisor, 200 / divisor].map(Math.fround),
    );
  });

  it('keeps signs, and makes nothing larger where the bias is at least 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 7 }), (c, size) => {
        const x = randomTensor([2, 2, 1, c], c);
        for (const [i, y] of run(x, { size }).entries()) {
          const value = x.data[i] ?? 0;
          expect(Math.sign(y)).toBe(Math.sign(value));
          expect(Math.abs(y)).toBeLessThanOrEqual(Math.abs(value));
        }
      }),
    );
  });
});
