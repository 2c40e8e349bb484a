// Shapes and dense tensors.
import { describe, expect, it } from 'vitest';
import { TensorError } from '../errors';
import { channelsOf, f32Tensor, formatShape, pixelsOf, sameShape, zeros } from './tensor';

describe('f32Tensor', () => {
  it('wraps data of the right length without copying it', () => {
    const data = new Float32Array(6);
    expect(f32Tensor([1, 2, 3], data)).toEqual({ dtype: 'f32', shape: [1, 2, 3], data });
    expect(f32Tensor([1, 2, 3], data).data).toBe(data);
  });

  it('refuses data of another length, telling both counts', () => {
    const wrap = () => f32Tensor([2, 3], new Float32Array(5));
    expect(wrap).toThrow(TensorError);
    expect(wrap).toThrow(/\[2, 3\] needs 6 elements, got 5/);
  });
});

describe('zeros', () => {
  it('has one zero per element, of the dtype asked for', () => {
    expect(zeros([2, 2]).data).toEqual(new Float32Array(4));
    expect(zeros([3], 'u32')).toEqual({ dtype: 'u32', shape: [3], data: new Uint32Array(3) });
  });
});

describe('shapes', () => {
  it('are written in brackets', () => {
    expect(formatShape([1, 227, 227, 3])).toBe('[1, 227, 227, 3]');
  });

  it('are the same only with the same axes and the same sizes', () => {
    expect(sameShape([1, 2], [1, 2])).toBe(true);
    expect(sameShape([1, 2], [2, 1])).toBe(false);
    expect(sameShape([1, 2], [1, 2, 1])).toBe(false);
  });

  it('end in channels; the axes before count pixels', () => {
    expect([channelsOf([2, 5, 7, 3]), pixelsOf([2, 5, 7, 3])]).toEqual([3, 70]);
    expect([channelsOf([4, 10]), pixelsOf([4, 10])]).toEqual([10, 4]);
  });
});
