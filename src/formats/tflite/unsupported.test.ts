// Files that are refused as a whole: everything that Kindling does not have at once, and operators by name.
import { describe, expect, it } from 'vitest';
import { ModelFormatError, UnsupportedError } from '../../errors';
import { chain, constant, f32, integers, single } from './case-parts.fixtures';
import { readTfliteNow } from './read-now.fixtures';
import { type FileToWrite, options, type TensorToWrite, writeTflite } from './tflite.fixtures';

function read(file: FileToWrite) {
  return readTfliteNow(writeTflite(file), { name: 'x.tflite', batch: 1 });
}

const VECTOR = f32([1, 4]);
const MAP = f32([1, 2, 2, 3]);

describe('what Kindling does not have', () => {
  it('is listed at once: all operators with their counts', () => {
    const resize = 'RESIZE_BILINEAR';
    const ops = ['LSTM', 'RELU', 'CUSTOM:Foo', resize, 'LSTM', resize, resize];
    expect(() => read(chain(ops))).toThrow(UnsupportedError);
    expect(() => read(chain(ops))).toThrow(
      '"x.tflite" uses 3 ops that Kindling does not have: LSTM (2×), CUSTOM:Foo, RESIZE_BILINEAR (3×).',
    );
    expect(() => read(chain(['GELU']))).toThrow(
      '"x.tflite" uses 1 op that Kindling does not have: GELU.',
    );
  });

  it('is listed at once: all tensors', () => {
    const file = chain(['RELU', 'RELU', 'RELU', 'RELU']);
    const changes: Partial<TensorToWrite>[] = [
      { type: 'BOOL' },
      { isSparse: true },
      { type: 'INT8' },
      {},
      { type: 'NEW' },
    ];
    const tensors = file.tensors.map((tensor, i) => ({ ...tensor, ...changes[i] }));
    expect(() => read({ ...file, tensors })).toThrow(UnsupportedError);
    expect(() => read({ ...file, tensors })).toThrow(
      '"x.tflite" has tensors that Kindling does not read: "t0" is BOOL, and computed, "t4" is TYPE_99, and computed, ' +
        '"t1" is sparse, "t2" is INT8 without one scale.',
    );
    const many = chain(Array(20).fill('RELU'));
    const bools = many.tensors.map((tensor) => ({ ...tensor, type: 'BOOL' }));
    expect(() => read({ ...many, tensors: bools })).toThrow(
      /"t6" is BOOL, and computed, and 13 more\.$/,
    );
  });

  it('is a network of thousands of operators', () => {
    expect(() => read(chain(Array(4097).fill('RELU')))).toThrow('has 4097 nodes');
  });

  it.each<[string, FileToWrite]>([
    [
      'Operator 0 (SOFTMAX "t1") has beta 2, not 1',
      single('SOFTMAX', [VECTOR, VECTOR], options.softmax(2)),
    ],
    [
      '(CONCATENATION "t2") joins 4 axes along axis 1',
      single('CONCATENATION', [MAP, MAP, f32([1, 4, 2, 3])], options.concatenation(1)),
    ],
    [
      '(MUL "t2") combines [1, 2, 2, 3] with [1, 2, 2, 1]',
      single('MUL', [MAP, f32([1, 2, 2, 1]), MAP]),
    ],
    [
      '(MUL "t2") combines [1, 2, 2, 3] with [2, 1, 3]',
      single('MUL', [MAP, constant([2, 1, 3]), MAP]),
    ],
    ['(SUB "t2") subtracts a value that is computed', single('SUB', [VECTOR, VECTOR, VECTOR])],
    [
      '(FULLY_CONNECTED "t2") has shuffled weights',
      single(
        'FULLY_CONNECTED',
        [VECTOR, constant([2, 4]), f32([1, 2])],
        options.fullyConnected({ format: 1 }),
      ),
    ],
    [
      '(FULLY_CONNECTED "t2") applies weights [2, 3] to the parts of [1, 2, 2, 3]',
      single('FULLY_CONNECTED', [MAP, constant([2, 3]), f32([4, 2])]),
    ],
    [
      '(FULLY_CONNECTED "t3") has a bias of INT32 without a scale',
      single('FULLY_CONNECTED', [VECTOR, constant([2, 4]), integers([1, 2]), f32([1, 2])]),
    ],
    [
      '(MEAN "t2") takes the mean of 4 axes over axes [3]',
      single('MEAN', [MAP, integers([-1]), f32([1, 2, 2])]),
    ],
    [
      '(PAD "t2") pads [1, 2, 2, 3] by [0,0,0,0,0,0,1,1]',
      single('PAD', [MAP, integers([0, 0, 0, 0, 0, 0, 1, 1], [4, 2]), f32([1, 2, 2, 5])]),
    ],
    [
      '(RELU "t1") reads the constant "t0" as input 0',
      {
        ...single('RELU', [constant([4]), f32([4]), VECTOR]),
        operators: [{ op: 'RELU', inputs: [0], outputs: [1] }],
        inputs: [2],
        outputs: [1],
      },
    ],
    [
      '(ADD "t2") computes with two constants',
      {
        ...single('ADD', [constant([4]), constant([4]), f32([4]), VECTOR]),
        operators: [{ op: 'ADD', inputs: [0, 1], outputs: [2] }],
        inputs: [3],
        outputs: [2],
      },
    ],
    [
      'The output "t1" is a constant',
      {
        ...single('DEQUANTIZE', [constant([4]), f32([4]), VECTOR]),
        operators: [{ op: 'DEQUANTIZE', inputs: [0], outputs: [1] }],
        inputs: [2],
        outputs: [1],
      },
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
      'does not fit: Node "t2" (concat) cannot join [1, 2, 2, 3] and [1, 4]',
      single('CONCATENATION', [MAP, VECTOR, MAP], options.concatenation(3)),
    ],
    ['ends in function 77, which is none', single('ADD', [MAP, MAP, MAP], [11, [['int8', 77]]])],
    ['has no input 1', single('ADD', [MAP, MAP])],
    [
      'zero point 300',
      single('RELU', [MAP, { ...MAP, type: 'UINT8', scales: [1], zeroPoints: [300] }]),
    ],
    ['"t0" has no elements', chain(['RELU'], [1, 0])],
    [
      'has 2 outputs, not one',
      { ...chain(['RELU', 'RELU']), operators: [{ op: 'RELU', inputs: [0], outputs: [1, 2] }] },
    ],
  ])('%s', (message, file) => {
    expect(() => read(file)).toThrow(ModelFormatError);
    expect(() => read(file)).toThrow(message);
  });
});
