// Two readings of one file: tensors of the same numbers, told without decoding what is coded.
import { describe, expect, it } from 'vitest';
import { codedTensor, paletteTensor } from './compressed-tensor';
import { sameTensor } from './same-tensor';
import { f32Tensor, type Shape, type Tensor } from './tensor';

const tensor = (shape: Shape, ...numbers: number[]) => f32Tensor(shape, Float32Array.from(numbers));

const coded = (...codes: number[]) =>
  codedTensor([4], {
    codebook: Float32Array.of(0, 1, 2),
    codes: Uint8Array.from(codes),
    gaps: new Uint8Array(2),
    runStarts: Uint32Array.of(0),
  });

const looked = (codebook: readonly number[], ...codes: number[]) =>
  paletteTensor([codes.length], {
    codebook: Float32Array.from(codebook),
    codes: Uint8Array.from(codes),
  });

/** The tensor, whose data nobody may ask for. */
function untouched(of: Tensor): Tensor {
  return Object.defineProperty({ ...of }, 'data', {
    get: () => {
      throw new Error('It was decoded.');
    },
  });
}

describe('sameTensor', () => {
  it.each([
    ['numbers', tensor([2, 1], 1, 2), tensor([2, 1], 1, 2)],
    ['what is no number', tensor([1], Number.NaN), tensor([1], Number.NaN)],
    ['codes', coded(1, 2, 1, 2), coded(1, 2, 1, 2)],
    ['a palette', looked([5, 6], 0, 1), looked([5, 6], 0, 1)],
  ])('is true of the same %s', (_, a, b) => {
    expect(sameTensor(a, b)).toBe(true);
  });

  it.each([
    ['numbers', tensor([2], 1, 2), tensor([2], 1, 3)],
    ['shapes', tensor([2, 1], 1, 2), tensor([1, 2], 1, 2)],
    ['signs of zero', tensor([1], 0), tensor([1], -0)],
    [
      'types',
      tensor([1], 0),
      { ...tensor([1], 0), dtype: 'u32', data: Uint32Array.of(0) } as const,
    ],
    ['codes', coded(1, 2, 1, 2), coded(1, 2, 1, 1)],
    ['numbers of codes', coded(1, 2, 1, 2), coded(1, 2, 1)],
    ['codebooks', looked([5, 6], 0, 1), looked([5, 7], 0, 1)],
    ['ways to hold the same numbers', looked([5, 6], 0, 1), tensor([2], 5, 6)],
  ])('is false of other %s', (_, a, b) => {
    expect([sameTensor(a, b), sameTensor(b, a)]).toEqual([false, false]);
  });

  it('decodes nothing', () => {
    expect(sameTensor(untouched(coded(1, 2, 1, 2)), untouched(coded(1, 2, 1, 2)))).toBe(true);
    expect(sameTensor(untouched(looked([5], 0)), untouched(looked([5], 0)))).toBe(true);
    expect(sameTensor(untouched(looked([5], 0)), tensor([1], 5))).toBe(false);
  });
});
