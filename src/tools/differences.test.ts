// Values of a run beside those of another.
import { describe, expect, it } from 'vitest';
import { f32Tensor } from '../tensor/tensor';
import { largestDifference, sameTensor } from './differences';

const tensor = (...numbers: number[]) => f32Tensor([1, numbers.length], Float32Array.from(numbers));

describe('sameTensor', () => {
  it('compares bits: NaN is NaN, and zero has a sign', () => {
    expect(sameTensor(tensor(1, Number.NaN), tensor(1, Number.NaN))).toBe(true);
    expect(sameTensor(tensor(0), tensor(-0))).toBe(false);
    expect(sameTensor(tensor(1), tensor(1, 2))).toBe(false);
  });
});

describe('largestDifference', () => {
  it('is the largest of any element', () => {
    expect(largestDifference(tensor(1, 5, 3), tensor(1, 2, 4))).toBe(3);
    expect(largestDifference(tensor(0), tensor(-0))).toBe(0);
  });

  it('is infinite where only one is a number', () => {
    expect(largestDifference(tensor(Number.NaN), tensor(1))).toBe(Number.POSITIVE_INFINITY);
    expect(largestDifference(tensor(Number.NaN), tensor(Number.NaN))).toBe(0);
  });
});
