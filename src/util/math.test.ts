// Integer arithmetic of tiles and packing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ceilDiv, product, roundHalfEven, roundUp } from './math';

describe('ceilDiv', () => {
  it('rounds up to the next whole number', () => {
    expect([ceilDiv(0, 4), ceilDiv(1, 4), ceilDiv(4, 4), ceilDiv(5, 4)]).toEqual([0, 1, 1, 2]);
  });

  it('is the least count of groups that hold all', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), fc.integer({ min: 1, max: 2 ** 16 }), (a, b) => {
        const groups = ceilDiv(a, b);
        expect(groups * b).toBeGreaterThanOrEqual(a);
        expect((groups - 1) * b).toBeLessThan(a);
      }),
    );
  });
});

describe('roundUp', () => {
  it('leaves multiples and lifts the rest', () => {
    expect([roundUp(0, 256), roundUp(256, 256), roundUp(257, 256)]).toEqual([0, 256, 512]);
  });
});

describe('product', () => {
  it('is 1 for no factors', () => {
    expect(product([])).toBe(1);
  });

  it('multiplies what any iterable gives', () => {
    expect(product(new Set([2, 3, 7]))).toBe(42);
  });
});

describe('roundHalfEven', () => {
  it('takes the nearest whole number, and of two the even one', () => {
    expect([0.4, 0.6, -0.4, -0.6, 7].map(roundHalfEven)).toEqual([0, 1, 0, -1, 7]);
    expect([0.5, 1.5, 2.5, -0.5, -1.5, -2.5].map(roundHalfEven)).toEqual([0, 2, 2, 0, -2, -2]);
  });
});
