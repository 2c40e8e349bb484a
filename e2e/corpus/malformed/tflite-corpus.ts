// Malformed TFLite files: FlatBuffers that say what cannot be.

import { classifierFile, MEANS } from '../../../src/formats/tflite/metadata.fixtures';
import {
  type FileToWrite,
  type OptionsToWrite,
  options,
  type TensorToWrite,
  writeTflite,
} from '../../../src/formats/tflite/tflite.fixtures';
import { chain, constant, f32, integers, single, u8, u8Constant } from '../tflite/case-parts';
import { ARITHMETIC_CASES, SHAPE_CASES, WINDOW_CASES } from '../tflite/op-cases';
import { INT8_CASES, UINT8_CASES } from '../tflite/quantized-cases';
import { DAMAGED, type MalformedCase, UNSUPPORTED } from './malformed-case';
import type { SoundFile } from './mutate';
import { TFLITE_ARCHIVES } from './tflite-archives';

/** The smallest classifier with metadata and labels, and every operator of the reader's own tests. */
export const TFLITE_FILES: readonly SoundFile[] = [
  {
    name: 'a small TFLite classifier',
    bytes: () =>
      classifierFile(
        { mean: [0], std: [1], labels: [{ name: 'labels.txt' }] },
        { 'labels.txt': 'a\nb\nc\n' },
      ),
  },
  ...Object.entries({
    ...WINDOW_CASES,
    ...ARITHMETIC_CASES,
    ...SHAPE_CASES,
    ...UINT8_CASES,
    ...INT8_CASES,
  }).map(([name, { file }]) => ({ name, bytes: () => writeTflite(file) })),
];

const MAP = [1, 4, 4, 2];

/** A convolution from MAP with these options. */
function conv(given: Parameters<typeof options.conv2d>[0]): () => Uint8Array {
  const tensors = [f32(MAP), constant([3, 3, 3, 2]), constant([3]), f32([1, 4, 4, 3])];
  return () => writeTflite(single('CONV_2D', tensors, options.conv2d(given)));
}

/** A 1×1 convolution with these filters, of quantised bytes. */
function quantized(change: Partial<TensorToWrite>): () => Uint8Array {
  const filters = { ...u8Constant([3, 1, 1, 2], 0.5, 3), ...change };
  const tensors = [u8(MAP, 0.5, 0), filters, integers([1, 2, 3]), u8([1, 4, 4, 3], 0.5, 0)];
  const file = single('CONV_2D', tensors, options.conv2d({}));
  return () => writeTflite(file);
}

/** An operator whose input is made of this shape. */
function relu(shape: readonly number[], out = shape): () => Uint8Array {
  return () => writeTflite(single('RELU', [f32(shape), f32(out)]));
}

function floats(...numbers: number[]): TensorToWrite {
  return { shape: [3], data: Float32Array.from(numbers) };
}

/** MEANS with other operators, between its own tensors. */
function wired(change: (file: FileToWrite) => FileToWrite): () => Uint8Array {
  return () => writeTflite(change(MEANS));
}

/** Replaces the bytes of every little-endian number of 32 bits that is this one. */
function withNumber(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    if (view.getUint32(at, true) === from) view.setUint32(at, to, true);
  }
  return bytes;
}

const SHAPES: readonly MalformedCase[] = [
  {
    what: '2³¹ elements',
    bytes: relu([1, 32768, 32768, 2]),
    gives: DAMAGED(/more than 2147483647/),
  },
  {
    what: '2⁴⁰ elements',
    bytes: relu([1, 2 ** 20, 2 ** 20, 1]),
    gives: DAMAGED(/more than 2147483647/),
  },
  {
    what: 'sizes whose product overflows every integer',
    bytes: relu([2 ** 30, 2 ** 30, 2 ** 30, 2 ** 30]),
    gives: DAMAGED(/more than 2147483647/),
  },
  { what: 'negative sizes', bytes: relu([1, -4, 4, 2]), gives: DAMAGED(/impossible shape/) },
  { what: 'no elements', bytes: relu([1, 0, 4, 2]), gives: DAMAGED(/has no elements/) },
  {
    what: 'forty axes',
    bytes: relu(new Array<number>(40).fill(1)),
    gives: DAMAGED(/impossible shape/),
  },
  {
    what: 'a result that the operator does not give',
    bytes: relu(MAP, [1, 4, 4, 7]),
    gives: DAMAGED(/gives \[1, 4, 4, 2\]/),
  },
  {
    what: 'a reshape to 2³⁰ elements',
    bytes: () =>
      writeTflite(
        single(
          'RESHAPE',
          [f32(MAP), integers([1, 2 ** 30]), f32([1, 2 ** 30])],
          options.reshape([1, 2 ** 30]),
        ),
      ),
    gives: DAMAGED(/makes \[1,1073741824\] of 32 numbers/),
  },
  {
    what: 'padding to 2³¹ pixels',
    bytes: () =>
      writeTflite(
        single('PAD', [
          f32(MAP),
          integers([0, 0, 2 ** 30, 0, 2 ** 30, 0, 0, 0], [4, 2]),
          f32([1, -1, -1, 2]),
        ]),
      ),
    gives: UNSUPPORTED(/elements/),
  },
  {
    what: 'padding by a negative number',
    bytes: () =>
      writeTflite(
        single('PAD', [f32(MAP), integers([0, 0, -1, 0, 0, 0, 0, 0], [4, 2]), f32([1, 3, 4, 2])]),
      ),
    gives: DAMAGED(/pads/),
  },
];

const WINDOWS: readonly MalformedCase[] = [
  { what: 'strides of 0', bytes: conv({ strides: [0, 0] }), gives: DAMAGED(/stride/) },
  { what: 'negative strides', bytes: conv({ strides: [-1, 2] }), gives: DAMAGED(/stride/) },
  { what: 'dilations of 0', bytes: conv({ dilations: [0, 1] }), gives: DAMAGED(/dilation/) },
  { what: 'negative dilations', bytes: conv({ dilations: [1, -2] }), gives: DAMAGED(/dilation/) },
  {
    what: 'dilations of 2³¹ − 1',
    bytes: conv({ dilations: [2 ** 31 - 1, 1], padding: 'VALID' }),
    gives: DAMAGED(/window|dilation/),
  },
  {
    what: 'a pool of 2³⁰ pixels',
    bytes: () =>
      writeTflite(
        single(
          'MAX_POOL_2D',
          [f32(MAP), f32([1, 1, 1, 2])],
          options.pool2d({ filter: [2 ** 30, 2 ** 30] }),
        ),
      ),
    gives: DAMAGED(/pool|filter|window/i),
  },
  {
    what: 'filters without channels',
    bytes: () =>
      writeTflite(
        single(
          'CONV_2D',
          [
            f32(MAP),
            { ...constant([3, 3, 3, 2]), shape: [3, 3, 3, 0] },
            constant([3]),
            f32([1, 4, 4, 3]),
          ],
          options.conv2d({}),
        ),
      ),
    gives: DAMAGED(/takes 0 × 4 bytes/),
  },
  {
    what: 'an activation that there is not',
    bytes: () => {
      const given: OptionsToWrite = [
        1,
        [
          ['int8', 1],
          ['int32', 1],
          ['int32', 1],
          ['int8', 77],
        ],
      ];
      return writeTflite(
        single('CONV_2D', [f32(MAP), constant([3, 1, 1, 2]), f32([1, 4, 4, 3])], given),
      );
    },
    gives: DAMAGED(/77/),
  },
];

const BUFFERS: readonly MalformedCase[] = [
  {
    what: 'a constant that is larger than its buffer',
    bytes: () =>
      writeTflite(
        single(
          'ADD',
          [f32(MAP), { ...constant([2]), shape: [1, 4, 4, 2] }, f32(MAP)],
          options.add(),
        ),
      ),
    gives: DAMAGED(/its buffer at offset \d+ has 8/),
  },
  {
    what: 'a constant behind the end of the file',
    bytes: () =>
      writeTflite(
        single('ADD', [f32(MAP), { shape: MAP, outsideAt: 2 ** 40 }, f32(MAP)], options.add()),
      ),
    gives: DAMAGED(/of a file of/),
  },
  {
    what: 'a section that declares 2 GB',
    bytes: () => withNumber(conv({})(), 54 * 4, 0x7fffffff),
    gives: DAMAGED(/would take 2147483647 bytes/),
  },
  {
    what: 'two tensors in one buffer',
    bytes: () => {
      // The buffer of the filters, tensor 1, is the second; the bias, tensor 2, is pointed to it.
      const file = single('ADD', [f32([1, 3]), floats(1, 2, 3), f32([1, 3])], options.add());
      const twice: FileToWrite = {
        ...file,
        tensors: [...file.tensors, floats(4, 5, 6), f32([1, 3])],
        operators: [
          ...file.operators,
          { op: 'MUL', inputs: [2, 3], outputs: [4], options: options.mul() },
        ],
        outputs: [4],
      };
      return withNumber(writeTflite(twice), 4, 2);
    },
  },
  {
    what: 'a file of another version',
    bytes: () => writeTflite({ ...MEANS, version: 4 }),
    gives: DAMAGED(/schema version 4/),
  },
  {
    what: 'a file of three graphs',
    bytes: () => writeTflite({ ...MEANS, subgraphs: 3 }),
    gives: 'a model',
  },
  {
    what: 'a root past the end',
    bytes: () => withNumber(writeTflite(MEANS).slice(0, 64), 0, 0).fill(255, 0, 4),
    gives: DAMAGED(/truncated or damaged/),
  },
  {
    what: 'a name of a million letters',
    bytes: () =>
      writeTflite(single('RELU', [{ ...f32(MAP), name: 'n'.repeat(1_000_000) }, f32(MAP)])),
    gives: DAMAGED(/a name of 1000000 bytes/),
  },
  {
    what: 'a custom operator of ten thousand letters',
    bytes: () => writeTflite(single(`CUSTOM:${'c'.repeat(10_000)}`, [f32(MAP), f32(MAP)])),
    gives: UNSUPPORTED(/c{10,}/),
  },
];

const GRAPHS: readonly MalformedCase[] = [
  {
    what: 'an operator that reads what it writes',
    bytes: wired((file) => ({ ...file, operators: [{ op: 'RELU', inputs: [2], outputs: [2] }] })),
    gives: DAMAGED(/reads tensor 2 \("scores"\), which nothing wrote before/),
  },
  {
    what: 'a cycle of two operators',
    bytes: () =>
      writeTflite({
        ...chain(['RELU', 'RELU', 'RELU']),
        operators: [
          { op: 'ADD', inputs: [0, 2], outputs: [1], options: options.add() },
          { op: 'RELU', inputs: [1], outputs: [2] },
          { op: 'RELU', inputs: [2], outputs: [3] },
        ],
      }),
    gives: DAMAGED(/which nothing wrote before/),
  },
  {
    what: 'two operators that write one tensor',
    bytes: () =>
      writeTflite({
        ...chain(['RELU', 'RELU']),
        operators: [
          { op: 'RELU', inputs: [0], outputs: [1] },
          { op: 'RELU', inputs: [0], outputs: [1] },
        ],
        outputs: [1],
      }),
    gives: DAMAGED(/gives already/),
  },
  {
    what: 'tensors that there are not',
    bytes: wired((file) => ({ ...file, operators: [{ op: 'RELU', inputs: [99], outputs: [2] }] })),
    gives: DAMAGED(/names tensor 99, but there are 3/),
  },
  {
    what: 'a negative tensor',
    bytes: wired((file) => ({ ...file, operators: [{ op: 'RELU', inputs: [-7], outputs: [2] }] })),
    gives: DAMAGED(/names tensor -7/),
  },
  {
    what: 'no inputs',
    bytes: wired((file) => ({ ...file, inputs: [] })),
    gives: DAMAGED(/no input/),
  },
  {
    what: 'an output that is the input',
    bytes: wired((file) => ({ ...file, outputs: [0] })),
  },
  {
    what: 'three thousand operators',
    bytes: () => writeTflite(chain(new Array<string>(3000).fill('TANH'), [1, 1, 1, 4])),
    gives: 'a model',
  },
  {
    what: 'one name for all tensors',
    bytes: () => {
      const file = chain(new Array<string>(50).fill('RELU'));
      return writeTflite({ ...file, tensors: file.tensors.map((t) => ({ ...t, name: 'same' })) });
    },
    gives: 'a model',
  },
];

const NUMBERS: readonly MalformedCase[] = [
  ...[Number.NaN, Number.POSITIVE_INFINITY].map((number) => ({
    what: `a weight that is ${number}`,
    bytes: () =>
      writeTflite(single('ADD', [f32([1, 3]), floats(0, number, 1), f32([1, 3])], options.add())),
    gives: DAMAGED(new RegExp(`number 1, at offset \\d+, is ${number}`)),
  })),
  ...[Number.NaN, -1, Number.POSITIVE_INFINITY, 1e30].map((scale) => ({
    what: `a quantisation by ${scale}`,
    bytes: quantized({ scales: [scale] }),
    gives: DAMAGED(/has the scale/),
  })),
  {
    what: 'a zero point of 2⁶²',
    bytes: quantized({ zeroPoints: [2 ** 62] }),
    gives: DAMAGED(/zero point/),
  },
  {
    what: 'scales for channels that there are not',
    bytes: quantized({ scales: [1, 2, 3, 4, 5] }),
    gives: DAMAGED(/5 scales/),
  },
  {
    what: 'scales along axis 77',
    bytes: quantized({ scales: [1, 2, 3], axis: 77 }),
    gives: DAMAGED(/3 scales for axis 77/),
  },
  {
    what: 'an activation quantised by 0',
    bytes: () => writeTflite(single('RELU', [u8(MAP, 0, 0), u8(MAP, 0, 0)])),
    gives: UNSUPPORTED(/scale/),
  },
  {
    what: 'a softmax whose β is NaN',
    bytes: () =>
      writeTflite(single('SOFTMAX', [f32([1, 5]), f32([1, 5])], options.softmax(Number.NaN))),
    gives: DAMAGED(/has the factor NaN/),
  },
  {
    what: 'a normalisation by 0',
    bytes: () => classifierFile({ mean: [1], std: [0] }, null),
    gives: DAMAGED(/std \[0\]/),
  },
];

export const TFLITE_CASES: readonly MalformedCase[] = [
  ...SHAPES,
  ...WINDOWS,
  ...BUFFERS,
  ...GRAPHS,
  ...NUMBERS,
  ...TFLITE_ARCHIVES,
];
