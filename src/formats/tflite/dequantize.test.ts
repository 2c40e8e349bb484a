// Constants as real and as whole numbers, by type, scale, zero point and axis.
import { describe, expect, it } from 'vitest';
import { ModelFormatError, UnsupportedError } from '../../errors';
import { dequantize, integersOf } from './dequantize';
import type { TfliteTensor } from './tflite-tensor';

/** A constant at byte 100 of its file; its numbers lie at an odd offset in memory, as they may. */
function constant(
  type: string,
  numbers: ArrayBufferView,
  more: Partial<TfliteTensor> = {},
): TfliteTensor {
  const shifted = new Uint8Array(numbers.byteLength + 1);
  shifted.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), 1);
  return {
    index: 3,
    name: 'w',
    shape: [shifted.length - 1],
    type,
    quantization: null,
    data: shifted.subarray(1),
    offset: 100,
    obstacle: null,
    isVariable: false,
    sparsity: null,
    ...more,
  };
}

function scale(scales: readonly number[], zeroPoints: readonly number[], axis = 0) {
  return { quantization: { scales, zeroPoints, axis } };
}

describe('dequantize', () => {
  it('leaves float32 as it is, in memory of its own', () => {
    const tensor = constant('FLOAT32', Float32Array.of(1.5, -2, 3e-42), { shape: [3] });
    const values = dequantize(tensor);
    expect(values).toEqual(Float32Array.of(1.5, -2, 3e-42));
    expect(values.buffer).not.toBe(tensor.data?.buffer);
  });

  it('widens float16: normal, subnormal, zeros, the largest', () => {
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x83ff, 0x0000, 0x7bff, 0x0400);
    expect([...dequantize(constant('FLOAT16', bits, { shape: [8] }))]).toEqual([
      1,
      -2,
      0.333251953125,
      2 ** -24,
      -1023 * 2 ** -24,
      0,
      65504,
      2 ** -14,
    ]);
  });

  it.each([
    ['UINT8', Uint8Array.of(0, 128, 255), [-64, 0, 63.5], 128],
    ['INT8', Int8Array.of(-128, 3, 127), [-65.5, 0, 62], 3],
    ['INT16', Int16Array.of(-32768, 0, 32767), [-16384, 0, 16383.5], 0],
    ['INT32', Int32Array.of(-(2 ** 30), 1, 7), [-(2 ** 29), 0.5, 3.5], 0],
    ['INT64', BigInt64Array.of(-3n, 0n, 2n ** 40n), [-1.5, 0, 2 ** 39], 0],
  ] as const)('scales %s by one scale and zero point', (type, numbers, want, zero) => {
    const tensor = constant(type, numbers, { shape: [3], ...scale([0.5], [zero]) });
    expect([...dequantize(tensor)]).toEqual(want);
  });

  it('takes a scale for each index of the first, a middle and the last axis', () => {
    const numbers = Int8Array.from({ length: 12 }, () => 1);
    const byAxis = (axis: number, size: number) => {
      const scales = Array.from({ length: size }, (_, i) => i + 1);
      const zeroPoints = scales.map(() => 0);
      return [
        ...dequantize(
          constant('INT8', numbers, { shape: [2, 3, 2], ...scale(scales, zeroPoints, axis) }),
        ),
      ];
    };
    expect(byAxis(0, 2)).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
    expect(byAxis(1, 3)).toEqual([1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3]);
    expect(byAxis(2, 2)).toEqual([1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2]);
  });

  it('takes the zero point of each index with its scale', () => {
    const numbers = Int8Array.of(1, 2, 3, 4, 5, 6);
    const byAxis = (axis: number, scales: readonly number[], zeroPoints: readonly number[]) => [
      ...dequantize(
        constant('INT8', numbers, { shape: [2, 3], ...scale(scales, zeroPoints, axis) }),
      ),
    ];
    expect(byAxis(0, [1, 10], [1, -1])).toEqual([0, 1, 2, 50, 60, 70]);
    expect(byAxis(1, [1, 10, 100], [0, 2, -3])).toEqual([1, 0, 600, 4, 30, 900]);
  });

  it('takes int32 without a scale as whole numbers', () => {
    const tensor = constant('INT32', Int32Array.of(-1, 7), { shape: [2] });
    expect([...dequantize(tensor)]).toEqual([-1, 7]);
    expect(integersOf(tensor)).toEqual([-1, 7]);
    expect(integersOf(constant('INT64', BigInt64Array.of(5n), { shape: [] }))).toEqual([5]);
  });

  it.each([
    ['FLOAT32', Float32Array.of(0, Number.NaN, 1), 'NaN', 104],
    ['FLOAT32', Float32Array.of(0, 1, Number.NEGATIVE_INFINITY), '-Infinity', 108],
    ['FLOAT16', Uint16Array.of(0x3c00, 0x7c00, 0), 'Infinity', 102],
    ['FLOAT16', Uint16Array.of(0x7c01, 0, 0), 'NaN', 100],
  ] as const)(
    'refuses %s that no weight can be, with its offset',
    (type, numbers, text, offset) => {
      const read = () => dequantize(constant(type, numbers, { shape: [3] }));
      expect(read).toThrow(ModelFormatError);
      expect(read).toThrow(
        `Tensor 3 ("w"): number ${(offset - 100) / (type === 'FLOAT32' ? 4 : 2)}, at offset ${offset}, is ${text}`,
      );
    },
  );

  it.each([
    ['is UINT8 without a scale', constant('UINT8', Uint8Array.of(1))],
    ['is UINT16, a type', constant('UINT16', Uint8Array.of(1, 0), scale([1], [0]))],
    ['is sparse', constant('UINT8', Uint8Array.of(1), { obstacle: 'is sparse' })],
    ['is not constant', constant('UINT8', Uint8Array.of(1), { ...scale([1], [0]), data: null })],
  ])('does not read a tensor that %s', (message, tensor) => {
    expect(() => dequantize(tensor)).toThrow(UnsupportedError);
    expect(() => dequantize(tensor)).toThrow(message);
  });

  it('takes no real numbers for whole ones', () => {
    expect(() => integersOf(constant('FLOAT32', Float32Array.of(1), { shape: [1] }))).toThrow(
      'should hold whole numbers, but is FLOAT32',
    );
  });
});
