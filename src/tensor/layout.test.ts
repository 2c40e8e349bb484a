// NHWC, NCHW and NHWC4: packing, unpacking and axis order, as round trips over random shapes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  externalShape,
  fromNhwc,
  nhwc4ByteLength,
  packNhwc4,
  toNhwc,
  unpackNhwc4,
  wordsPerPixel,
} from './layout';
import { channelsOf, pixelsOf } from './tensor';

const size = fc.integer({ min: 1, max: 5 });
const channels = fc.integer({ min: 1, max: 17 });
const shapes = fc.oneof(fc.tuple(size, channels), fc.tuple(size, size, size, channels));

/** 1, 2, 3, …: every element differs from every other and from padding. */
function counting(count: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, i) => i + 1);
}

function dataOf(shape: readonly number[]): Float32Array<ArrayBuffer> {
  return counting(pixelsOf(shape) * channelsOf(shape));
}

describe('NHWC4', () => {
  it('takes one word per four channels, rounded up', () => {
    expect([1, 3, 4, 5, 8].map(wordsPerPixel)).toEqual([1, 1, 1, 2, 2]);
    expect(nhwc4ByteLength([1, 55, 55, 96])).toBe(55 * 55 * 96 * 4);
    expect(nhwc4ByteLength([2, 3, 3, 3])).toBe(2 * 9 * 16);
    expect(nhwc4ByteLength([3, 10])).toBe(3 * 3 * 16);
  });

  it('gives back what was packed, whatever the shape', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const data = dataOf(shape);
        const packed = packNhwc4(data, shape);
        expect(packed.byteLength).toBe(nhwc4ByteLength(shape));
        expect(unpackNhwc4(packed, shape)).toEqual(data);
      }),
    );
  });

  it('pads every pixel with zeros and nothing else', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const stride = wordsPerPixel(channelsOf(shape)) * 4;
        const packed = packNhwc4(dataOf(shape), shape);
        for (const [at, value] of packed.entries()) {
          expect(value === 0, `lane ${at}`).toBe(at % stride >= channelsOf(shape));
        }
      }),
    );
  });

  it('finds a span of channels inside a wider buffer', () => {
    fc.assert(
      fc.property(shapes, fc.nat(9), fc.nat(9), (shape, before, after) => {
        const wide = [...shape.slice(0, -1), before + channelsOf(shape) + after];
        const data = dataOf(wide);
        const wanted = data.filter((_, i) => {
          const c = i % channelsOf(wide);
          return c >= before && c < before + channelsOf(shape);
        });
        const words = wordsPerPixel(channelsOf(wide));
        expect(unpackNhwc4(packNhwc4(data, wide), shape, before, words)).toEqual(wanted);
      }),
    );
  });
});

describe('axis order', () => {
  it('puts the channels of NHWC data into planes for NCHW', () => {
    // Two pixels of three channels.
    const nhwc = new Float32Array([1, 2, 3, 4, 5, 6]);
    expect(fromNhwc(nhwc, [1, 1, 2, 3], 'nchw')).toEqual(new Float32Array([1, 4, 2, 5, 3, 6]));
  });

  it('goes to NCHW and back without loss, image by image', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const data = dataOf(shape);
        expect(toNhwc(fromNhwc(data, shape, 'nchw'), shape, 'nchw')).toEqual(data);
        expect(fromNhwc(toNhwc(data, shape, 'nchw'), shape, 'nchw')).toEqual(data);
      }),
    );
  });

  it('leaves NHWC models and vectors alone', () => {
    const data = counting(12);
    expect(toNhwc(data, [1, 2, 2, 3], 'nhwc')).toBe(data);
    expect(fromNhwc(data, [1, 2, 2, 3], 'nhwc')).toBe(data);
    expect(toNhwc(data, [2, 6], 'nchw')).toBe(data);
  });

  it('is the order in which users see shapes', () => {
    expect(externalShape([2, 5, 7, 3], 'nchw')).toEqual([2, 3, 5, 7]);
    expect(externalShape([2, 5, 7, 3], 'nhwc')).toEqual([2, 5, 7, 3]);
    expect(externalShape([2, 10], 'nchw')).toEqual([2, 10]);
  });
});
