// Constants of every type, from raw bytes and from typed fields.
import { describe, expect, it } from 'vitest';
import { ModelFormatError, UnsupportedError } from '../../errors';
import { constantOf, foldedConstant, typeName } from './constant';
import { ONNX_TYPES, type OnnxTensor } from './onnx-model';

function tensor(given: Partial<OnnxTensor>): OnnxTensor {
  return {
    name: 't',
    dims: [2],
    dataType: ONNX_TYPES.FLOAT,
    raw: null,
    numbers: [],
    isExternal: false,
    offset: 7,
    ...given,
  };
}

function numbersOf(given: Partial<OnnxTensor>): number[] {
  return Array.from(constantOf(tensor(given)).data);
}

describe('constantOf', () => {
  it.each([
    ['FLOAT', [0, 0, 128, 63, 0, 0, 32, 192], [1, -2.5]],
    ['DOUBLE', [0, 0, 0, 0, 0, 0, 240, 63, 0, 0, 0, 0, 0, 0, 4, 192], [1, -2.5]],
    ['FLOAT16', [0, 60, 0, 193], [1, -2.5]],
    ['BFLOAT16', [128, 63, 32, 192], [1, -2.5]],
    ['UINT8', [1, 255], [1, 255]],
    ['INT8', [1, 255], [1, -1]],
    ['UINT16', [1, 0, 255, 255], [1, 65_535]],
    ['INT16', [1, 0, 255, 255], [1, -1]],
    ['INT32', [1, 0, 0, 0, 254, 255, 255, 255], [1, -2]],
    ['INT64', [1, 0, 0, 0, 0, 0, 0, 0, 254, 255, 255, 255, 255, 255, 255, 255], [1, -2]],
    ['BOOL', [0, 2], [0, 1]],
  ] as const)('reads raw %s', (type, bytes, want) => {
    expect(numbersOf({ dataType: ONNX_TYPES[type], raw: Uint8Array.from(bytes) })).toEqual(want);
  });

  it('reads raw bytes at any offset, and copies them', () => {
    const file = Uint8Array.from([9, 0, 0, 128, 63, 0, 0, 32, 192]);
    const { data } = constantOf(tensor({ raw: file.subarray(1) }));
    file.fill(0);
    expect(Array.from(data)).toEqual([1, -2.5]);
  });

  it('reads typed fields; half floats are stored there as bits', () => {
    expect(numbersOf({ numbers: [1.5, -3] })).toEqual([1.5, -3]);
    expect(numbersOf({ dataType: ONNX_TYPES.FLOAT16, numbers: [0x3c00, 0xc100] })).toEqual([
      1, -2.5,
    ]);
    expect(numbersOf({ dataType: ONNX_TYPES.INT64, numbers: [2 ** 40, -1] })).toEqual([
      2 ** 40,
      -1,
    ]);
  });

  it('widens the smallest, largest and special half floats', () => {
    const raw = Uint8Array.from([1, 0, 255, 123, 0, 124, 0, 252]);
    expect(numbersOf({ dims: [4], dataType: ONNX_TYPES.FLOAT16, raw })).toEqual([
      2 ** -24,
      65_504,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
  });

  it('has one number where there are no dimensions', () => {
    expect(constantOf(tensor({ dims: [], numbers: [4] }))).toMatchObject({ dims: [] });
  });

  it.each([
    [{ numbers: [1] }, /needs 2 numbers, but holds 1/],
    [{ raw: new Uint8Array(7) }, /needs 2 numbers, but holds 1.75/],
    [{ dims: [2 ** 20, 2 ** 20], numbers: [1, 2] }, /needs 1099511627776 numbers, but holds 2/],
    [{ dims: [-2], numbers: [1, 2] }, /impossible shape/],
  ])('refuses numbers that are not as many as the dimensions say', (given, message) => {
    const read = () => constantOf(tensor(given));
    expect(read).toThrow(ModelFormatError);
    expect(read).toThrow(message);
  });

  it('refuses text, unknown types and numbers in other files', () => {
    const read = (given: Partial<OnnxTensor>) => () => constantOf(tensor(given));
    expect(read({ dataType: ONNX_TYPES.STRING })).toThrow(/"t" is STRING/);
    expect(read({ dataType: 23 })).toThrow(/"t" is type 23/);
    expect(read({ isExternal: true })).toThrow(UnsupportedError);
    expect(read({ isExternal: true })).toThrow(/in another file/);
  });
});

it('names types as ONNX does', () => {
  expect([typeName(1), typeName(10), typeName(99)]).toEqual(['FLOAT', 'FLOAT16', 'type 99']);
});

it('computes no constants that no file can justify', () => {
  expect(() => foldedConstant('t', [2 ** 20, 2 ** 20], ONNX_TYPES.FLOAT, () => 0)).toThrow(
    /computes at most 16777216/,
  );
});
