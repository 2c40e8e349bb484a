// Pixels in arrays: what they are read as, and what is refused.
import { describe, expect, it } from 'vitest';
import { premultiplied, rgbaOf } from './plain-pixels';

describe('rgbaOf', () => {
  it('copies four bytes a pixel', () => {
    const data = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
    const copy = rgbaOf({ width: 2, height: 1, data });
    data.fill(0);
    expect([...copy.data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('takes colours alone for opaque, and one number for grey', () => {
    const colours = rgbaOf({ width: 1, height: 2, data: Buffer.from([1, 2, 3, 4, 5, 6]) });
    expect([...colours.data]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
    const grey = rgbaOf({ width: 1, height: 1, data: new Uint8ClampedArray([7]) });
    expect([...grey.data]).toEqual([7, 7, 7, 255]);
    const both = rgbaOf({ width: 1, height: 1, data: new Uint8Array([7, 9]) });
    expect([...both.data]).toEqual([7, 7, 7, 9]);
  });

  it.each([
    ['too few', { width: 2, height: 2, data: new Uint8Array(15) }],
    ['five a pixel', { width: 2, height: 2, data: new Uint8Array(20) }],
    ['none, moved away', { width: 2, height: 2, data: new Uint8Array(0) }],
    ['no whole size', { width: 1.5, height: 2, data: new Uint8Array(12) }],
    ['no bytes', { width: 1, height: 1, data: new Float32Array(4) as never }],
  ])('refuses %s', (_, pixels) => {
    expect(() => rgbaOf(pixels)).toThrow(/pixels are a Uint8Array .*; got a \w+ of \d+\./);
  });
});

it('multiplies alpha in, rounded', () => {
  const data = new Uint8ClampedArray([255, 100, 3, 128, 9, 9, 9, 0, 1, 2, 3, 255]);
  expect([...premultiplied({ width: 3, height: 1, data }).data]).toEqual([
    ...[128, 50, 2, 128],
    ...[0, 0, 0, 0],
    ...[1, 2, 3, 255],
  ]);
});
