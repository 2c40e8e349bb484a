// Values of a run beside those of another.
import { describe, expect, it } from 'vitest';
import { f32Tensor } from '../tensor/tensor';
import { largestDifference, sameTensor, unpackPort } from './stored-values';

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

describe('unpackPort', () => {
  const span = { pixels: 2, words: 2, first: 3, end: 5 };

  it('takes the channels of a value out of a wider buffer', () => {
    const words = Float32Array.from({ length: 16 }, (_, i) => i);
    const port = { name: 'v', shape: [1, 1, 2, 2], dtype: 'f32', slot: 0, span } as const;
    expect([...unpackPort(port, words.buffer).data]).toEqual([3, 4, 11, 12]);
  });

  it('reads indices as whole numbers', () => {
    const words = Uint32Array.from({ length: 16 }, (_, i) => i * 1000);
    const port = { name: 'v', shape: [1, 1, 2, 2], dtype: 'u32', slot: 0, span } as const;
    expect(unpackPort(port, words.buffer)).toEqual({
      dtype: 'u32',
      shape: [1, 1, 2, 2],
      data: Uint32Array.of(3000, 4000, 11000, 12000),
    });
  });
});
