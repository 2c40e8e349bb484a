// Parsing of files into plain data, and what a file may not say: every index, size and order is checked.
import { describe, expect, it } from 'vitest';
import { ModelFormatError, UnsupportedError } from '../../errors';
import {
  type FileToWrite,
  type OperatorToWrite,
  type TensorToWrite,
  writeTflite,
} from './tflite.fixtures';
import { parseTflite } from './tflite-file';

/** x and a constant are added; the sum is the output. */
const SUM: FileToWrite = {
  tensors: [
    { name: 'x', shape: [1, 2], signature: [-1, 2] },
    { name: 'b', shape: [2], data: Float32Array.of(1, 2) },
    { name: 'y', shape: [1, 2] },
  ],
  operators: [{ op: 'ADD', inputs: [0, 1], outputs: [2] }],
  inputs: [0],
  outputs: [2],
};

function withTensor(index: number, change: Partial<TensorToWrite>): FileToWrite {
  const tensors = SUM.tensors.map((tensor, i) => (i === index ? { ...tensor, ...change } : tensor));
  return { ...SUM, tensors };
}

function withOperators(...operators: readonly Partial<OperatorToWrite>[]): FileToWrite {
  const add = { op: 'ADD', inputs: [0, 1], outputs: [2] };
  return { ...SUM, operators: operators.map((operator) => ({ ...add, ...operator })) };
}

const parse = (file: FileToWrite) => parseTflite(writeTflite(file));

describe('parseTflite', () => {
  it('gives tensors, operators and further data', () => {
    const metadata = new Map([['notes', Uint8Array.of(5, 6)]]);
    const bytes = writeTflite({ ...withOperators({ op: 'CUSTOM:Sum' }), metadata });
    const file = parseTflite(bytes);
    expect([file.inputs, file.outputs]).toEqual([[0], [2]]);
    expect(file.tensors.map(({ name, shape, type }) => [name, shape, type])).toEqual([
      ['x', [-1, 2], 'FLOAT32'],
      ['b', [2], 'FLOAT32'],
      ['y', [1, 2], 'FLOAT32'],
    ]);
    const b = file.tensors[1];
    expect(b?.data).toEqual(bytes.subarray(b?.offset, (b?.offset ?? 0) + 8));
    expect(new DataView(bytes.buffer, b?.offset).getFloat32(4, true)).toBe(2);
    expect(file.tensors[0]?.data).toBeNull();
    expect(file.operators).toMatchObject([
      { index: 0, op: 'CUSTOM:Sum', inputs: [0, 1], outputs: [2] },
    ]);
    expect(file.metadata.get('notes')?.data).toEqual(Uint8Array.of(5, 6));
  });

  it('gives the quantisation of integers, and none of floats', () => {
    const scales = [0.5, 0.25];
    const data = Int8Array.of(1, 2);
    const quantized = { type: 'INT8', data, scales, zeroPoints: [1, -1], axis: 0 };
    const [, b] = parse(withTensor(1, quantized)).tensors;
    expect(b?.quantization).toEqual({ scales, zeroPoints: [1, -1], axis: 0 });
    expect(parse(withTensor(0, { scales: [1] })).tensors[0]?.quantization).toBeNull();
  });

  it('names operators by the wider code field, and those newer than its list by number', () => {
    expect(parse(withOperators({ op: 'GELU' })).operators[0]?.op).toBe('GELU');
    const bytes = writeTflite(withOperators({ op: 'COMPLEX' }));
    const wide = bytes.findIndex(
      (_, at) => new DataView(bytes.buffer, at, 4).getInt32(0, true) === 207,
    );
    new DataView(bytes.buffer).setInt32(wide, 999, true);
    expect(parseTflite(bytes).operators[0]?.op).toBe('BUILTIN_999');
  });

  it('marks tensors that are not plain numbers of the file', () => {
    const first = (change: Partial<TensorToWrite>) => parse(withTensor(0, change)).tensors[0];
    expect(first({})).toMatchObject({ obstacle: null, sparsity: null, isVariable: false });
    expect(first({ isSparse: true })?.sparsity).not.toBeNull();
    expect(first({ isVariable: true })?.isVariable).toBe(true);
    expect(first({ hasOwnQuantization: true })?.obstacle).toContain('of its own kind');
  });

  it('finds the numbers of a buffer that lies behind the FlatBuffer', () => {
    const file = withTensor(1, { outsideAt: 1 });
    const { length } = writeTflite(withTensor(1, { outsideAt: 4000 }));
    const outside = writeTflite(withTensor(1, { outsideAt: length }));
    const whole = new Uint8Array(length + 8);
    whole.set(outside);
    whole.set(new Uint8Array(Float32Array.of(3, -4).buffer), length);
    expect(parseTflite(whole).tensors[1]?.data).toEqual(whole.subarray(length));
    expect(() => parseTflite(outside)).toThrow(/has 8 bytes at offset \d+ of a file of/);
    expect(() => parse(file)).toThrow('which nothing wrote before');
  });

  it('reads from the middle of a larger buffer', () => {
    const bytes = writeTflite(SUM);
    const larger = new Uint8Array(bytes.length + 9).fill(255);
    larger.set(bytes, 5);
    const { tensors } = parseTflite(larger.subarray(5, 5 + bytes.length));
    expect(tensors[1]).toMatchObject({ name: 'b', offset: parse(SUM).tensors[1]?.offset });
  });
});

describe('a file that is refused', () => {
  it.each<[string, FileToWrite]>([
    ['bytes 4 to 7 are "TFL2", not "TFL3"', { ...SUM, identifier: 'TFL2' }],
    ['schema version 4', { ...SUM, version: 4 }],
    ['has no subgraph', { ...SUM, subgraphs: 0 }],
    ['has no input', { ...SUM, inputs: [] }],
    ['has no output', { ...SUM, outputs: [] }],
    ['has an input twice', { ...SUM, inputs: [0, 0] }],
    ['has tensor 3 as output, but there are 3', { ...SUM, outputs: [3] }],
    ['has tensor -1 as input', { ...SUM, inputs: [-1] }],
    ['has tensor 1, a constant, as input', { ...SUM, inputs: [1] }],
    ['output tensor 2 ("y"), which nothing writes', { ...SUM, operators: [] }],
    ['is ADD and names tensor 7, but there are 3', withOperators({ inputs: [0, 7] })],
    ['is ADD and names tensor -2', withOperators({ inputs: [0, -2] })],
    ['is ADD and names tensor -1', withOperators({ outputs: [-1] })],
    ['is ADD and has no output', withOperators({ outputs: [] })],
    ['reads tensor 2 ("y"), which nothing wrote before', withOperators({ inputs: [0, 2] })],
    ['tensor 2 ("y"), which operator 0 (ADD) gives already', withOperators({}, {})],
    ['tensor 0 ("x"), which the model input gives already', withOperators({ outputs: [0] })],
    ['tensor 1 ("b"), which the file, as a constant', withOperators({ outputs: [1] })],
    ['takes 3 × 4 bytes of FLOAT32, but its buffer at offset', withTensor(1, { shape: [3] })],
    ['has shape [2147483647], which takes', withTensor(1, { shape: [2 ** 31 - 1] })],
    ['more than 2147483647 elements', withTensor(0, { shape: [3, 65536, 65536], signature: [] })],
    ['impossible shape [1, -2]', withTensor(0, { shape: [1, -2] })],
    ['impossible shape [1, 1, 1, 1, 1, 1, 1, 1, 1]', withTensor(0, { shape: Array(9).fill(1) })],
    ['but the shape signature [-1,3]', withTensor(0, { signature: [-1, 3] })],
    ['has shape [-1], which takes', withTensor(1, { shape: [-1] })],
    ['3 scales for axis 0 of shape [2]', withTensor(1, int8({ scales: [1, 1, 1] }))],
    ['2 scales for axis 5', withTensor(1, int8({ scales: [1, 1], axis: 5 }))],
    ['2 zero points for its 1 scales', withTensor(1, int8({ scales: [1], zeroPoints: [0, 0] }))],
    ['has the scale NaN', withTensor(1, int8({ scales: [Number.NaN] }))],
    ['has the scale -1', withTensor(1, int8({ scales: [-1] }))],
    ['has the scale Infinity', withTensor(1, int8({ scales: [Number.POSITIVE_INFINITY] }))],
    [
      'has the zero point 1099511627776',
      withTensor(1, int8({ scales: [1], zeroPoints: [2 ** 40] })),
    ],
  ])('%s', (message, file) => {
    expect(() => parse(file)).toThrow(ModelFormatError);
    expect(() => parse(file)).toThrow(message);
  });

  it('has no signature of a name that is asked for', () => {
    const bytes = writeTflite({ ...SUM, subgraphs: 2 });
    expect(parseTflite(bytes).inputs).toEqual(SUM.inputs);
    expect(() => parseTflite(bytes, 'serve')).toThrow(UnsupportedError);
    expect(() => parseTflite(bytes, 'serve')).toThrow('no signature "serve", but none at all');
  });

  it.each([0, 1, 7])('has only %i bytes', (length) => {
    expect(() => parseTflite(writeTflite(SUM).subarray(0, length))).toThrow('"missing"');
  });
});

function int8(change: Partial<TensorToWrite>): Partial<TensorToWrite> {
  return { type: 'INT8', data: Int8Array.of(1, 2), ...change };
}
