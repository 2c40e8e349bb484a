// Files that are refused as a whole: everything that Kindling does not have at once, and operators by name.
import { describe, expect, it } from 'vitest';
import { chain, constant, f32, integers, single } from '../../../e2e/corpus/tflite/case-parts';
import { ModelFormatError, UnsupportedError } from '../../errors';
import { readTfliteNow } from './read-now.fixtures';
import { type FileToWrite, options, type TensorToWrite, writeTflite } from './tflite.fixtures';

function read(file: FileToWrite) {
  return readTfliteNow(writeTflite(file), { name: 'x.tflite', batch: 1 });
}

const VECTOR = f32([1, 4]);
const MAP = f32([1, 2, 2, 3]);

describe('what Kindling does not have', () => {
  it('is listed at once: all operators with their counts', () => {
    const unique = 'UNIQUE';
    const ops = ['LSTM', 'RELU', 'CUSTOM:Foo', unique, 'LSTM', unique, unique];
    expect(() => read(chain(ops))).toThrow(UnsupportedError);
    expect(() => read(chain(ops))).toThrow(
      '"x.tflite" uses 3 ops that Kindling does not have: LSTM (2×), CUSTOM:Foo, UNIQUE (3×).',
    );
    expect(() => read(chain(['SVDF']))).toThrow(
      '"x.tflite" uses 1 op that Kindling does not have: SVDF.',
    );
  });

  it('is listed at once: all tensors', () => {
    const file = chain(['RELU', 'RELU', 'RELU', 'RELU']);
    const changes: Partial<TensorToWrite>[] = [
      { type: 'STRING' },
      { hasOwnQuantization: true },
      { type: 'INT8', scales: [1, 2], zeroPoints: [0, 0], axis: 1 },
      {},
      { type: 'NEW' },
    ];
    const tensors = file.tensors.map((tensor, i) => ({ ...tensor, ...changes[i] }));
    expect(() => read({ ...file, tensors })).toThrow(UnsupportedError);
    expect(() => read({ ...file, tensors })).toThrow(
      '"x.tflite" has tensors that Kindling does not read: "t0" is STRING, and computed, "t4" is TYPE_99, and computed, ' +
        '"t1" has a quantisation of its own kind, "t2" is INT8 with 2 scales, and computed.',
    );
    const many = chain(Array(20).fill('RELU'));
    const bools = many.tensors.map((tensor) => ({ ...tensor, type: 'STRING' }));
    expect(() => read({ ...many, tensors: bools })).toThrow(
      /"t14" is STRING, and computed, and 5 more\.$/,
    );
  });

  it('is a network of thousands of operators', () => {
    expect(() => read(chain(Array(4097).fill('RELU')))).toThrow('has 4097 nodes');
  });

  it.each<[string, FileToWrite]>([
    [
      '(FULLY_CONNECTED "t2") has shuffled weights',
      single(
        'FULLY_CONNECTED',
        [VECTOR, constant([2, 4]), f32([1, 2])],
        options.fullyConnected({ format: 1 }),
      ),
    ],
    [
      '(FULLY_CONNECTED "t3") has a bias of INT32 without a scale',
      single('FULLY_CONNECTED', [VECTOR, constant([2, 4]), integers([1, 2]), f32([1, 2])]),
    ],
    [
      '(SLICE "t3") takes nothing of [1, 4]',
      single('SLICE', [VECTOR, integers([0, 1]), integers([1, 0]), f32([1, 0])]),
    ],
  ])('%s', (message, file) => {
    expect(() => read(file)).toThrow(UnsupportedError);
    expect(() => read(file)).toThrow(message);
  });
});

describe('a file that contradicts itself', () => {
  it.each<[string, FileToWrite]>([
    [
      'Operator 0 (SOFTMAX "t1") gives [1, 4], but the file says that "t1" is [1, 5]',
      single('SOFTMAX', [VECTOR, f32([1, 5])], options.softmax()),
    ],
    [
      'makes [3,-1] of 4 numbers',
      single('RESHAPE', [VECTOR, f32([3, 1])], options.reshape([3, -1])),
    ],
    ['makes [-1,-4] of 4 numbers', single('RESHAPE', [VECTOR, VECTOR], options.reshape([-1, -4]))],
    ['makes [] of 4 numbers', single('RESHAPE', [VECTOR, f32([])], options.reshape([]))],
    ['has no shape to give', single('RESHAPE', [VECTOR, VECTOR])],
    ['drops axis 1 of [1, 4]', single('SQUEEZE', [VECTOR, f32([1])], options.squeeze([1]))],
    ['adds axis 9 to [1, 4]', single('EXPAND_DIMS', [VECTOR, integers([9]), f32([1, 4, 1])])],
    ['holds 65 numbers', single('RESHAPE', [VECTOR, integers(Array(65).fill(1)), VECTOR])],
    [
      'pads with 2 numbers',
      single('PADV2', [MAP, integers([0, 0, 0, 0, 0, 0, 0, 0], [4, 2]), constant([2]), MAP]),
    ],
    ['pads [1, 4] by [1]', single('PAD', [VECTOR, integers([1]), VECTOR])],
    [
      '(MUL "t2") cannot combine [1, 2, 2, 3] with [3, 1, 3]',
      single('MUL', [MAP, constant([3, 1, 3]), MAP]),
    ],
    [
      '(FULLY_CONNECTED "t2") applies weights [2, 5] to the parts of [1, 2, 2, 3]',
      single('FULLY_CONNECTED', [MAP, constant([2, 5]), f32([4, 2])]),
    ],
    [
      '(CONCATENATION "t2") cannot join [1, 2, 2, 3] and [1, 4]',
      single('CONCATENATION', [MAP, VECTOR, MAP], options.concatenation(3)),
    ],
    [
      'ends in activation 77, which does not exist',
      single('ADD', [MAP, MAP, MAP], [11, [['int8', 77]]]),
    ],
    ['has no input 1', single('ADD', [MAP, MAP])],
    [
      'zero point 300',
      single('RELU', [MAP, { ...MAP, type: 'UINT8', scales: [1], zeroPoints: [300] }]),
    ],
    ['"t0" has no elements', chain(['RELU'], [1, 0])],
  ])('%s', (message, file) => {
    expect(() => read(file)).toThrow(ModelFormatError);
    expect(() => read(file)).toThrow(message);
  });
});
