// Functions of one or two values, one small file for each and each of its forms. What LiteRT gives is recorded in litert-further-outputs.ts,
// under the same names.
import { options, type TensorToWrite } from '../../../src/formats/tflite/tflite.fixtures';
import { constant, f32, integers, u8 } from './case-parts';
import { type FurtherCase, MAP, type OpGiven, one, X } from './further-case';

/** Functions of one or two values. */
export const FUNCTION_CASES: Readonly<Record<string, FurtherCase>> = {
  'ADD of a map of one channel': one('ADD', [f32(MAP), f32([1, 3, 4, 1]), f32(MAP)]),
  'ADD of fewer axes, first': one('ADD', [f32([4, 2]), f32(MAP), f32(MAP)]),
  'ADD of a row and a column': one('ADD', [f32([1, 1, 4, 1]), f32([1, 3, 1, 2]), f32(MAP)]),
  'SUB of two maps, RELU': one(
    'SUB',
    [f32(MAP), f32(MAP), f32(MAP)],
    options.sub({ activation: 'RELU' }),
  ),
  'SUB from a constant': one('SUB', [constant([2]), f32(MAP), f32(MAP)], options.sub()),
  'MUL by a constant of one channel': one('MUL', [f32(MAP), constant([1, 3, 4, 1]), f32(MAP)]),
  'DIV by a constant': one('DIV', [f32(MAP), constant([2]), f32(MAP)], options.div()),
  POW: one('POW', [f32([1, 3]), { shape: [], data: Float32Array.of(2) }, f32([1, 3])]),
  'PRELU of channels': one('PRELU', [f32(MAP), constant([1, 1, 2]), f32(MAP)]),
  'PRELU of pixels': one('PRELU', [f32(MAP), constant([3, 4, 2]), f32(MAP)]),
  SQUARE: one('SQUARE', [f32(MAP), f32(MAP)]),
  SQUARED_DIFFERENCE: one('SQUARED_DIFFERENCE', [f32(MAP), f32([1, 1, 1, 2]), f32(MAP)]),
  LEAKY_RELU: one('LEAKY_RELU', [f32(MAP), f32(MAP)], options.leakyRelu(0.125)),
  ELU: one('ELU', [f32(MAP), f32(MAP)]),
  NEG: one('NEG', [f32(MAP), f32(MAP)]),
  RELU_0_TO_1: one('RELU_0_TO_1', [f32(MAP), f32(MAP)]),
  LOG_SOFTMAX: one('LOG_SOFTMAX', [f32([1, 6]), f32([1, 6])]),
  'MAXIMUM with a number': one('MAXIMUM', [
    f32(MAP),
    { shape: [], data: Float32Array.of(-1) },
    f32(MAP),
  ]),
  'MINIMUM with a number': one('MINIMUM', [
    f32(MAP),
    { shape: [1], data: Float32Array.of(2) },
    f32(MAP),
  ]),
  'SOFTMAX, beta 2': one('SOFTMAX', [f32([1, 6]), f32([1, 6])], options.softmax(2)),
  'FULLY_CONNECTED on the last axis': one(
    'FULLY_CONNECTED',
    [f32(MAP), constant([3, 2]), constant([3]), f32([1, 3, 4, 3])],
    options.fullyConnected({ keepNumDims: true }),
  ),
  'FULLY_CONNECTED of rows': one(
    'FULLY_CONNECTED',
    [f32(MAP), constant([3, 2]), constant([3]), f32([12, 3])],
    options.fullyConnected(),
  ),
  'BATCH_MATMUL of turned matrices': one(
    'BATCH_MATMUL',
    [f32([1, 2, 3, 4]), f32([1, 2, 5, 3]), f32([1, 2, 4, 5])],
    options.batchMatmul(true, true),
  ),
  'uint8 SUB': one('SUB', [u8(MAP, ...X), u8(MAP, 0.03, 100), u8(MAP, 0.07, 120)], options.sub()),
};

/** Numbers of which each is at least 0. */
function squared(op: string, given?: OpGiven): FurtherCase {
  return {
    file: {
      tensors: [f32(MAP), constant([1]), f32(MAP), f32(MAP), f32(MAP)],
      operators: [
        { op: 'SQUARE', inputs: [0], outputs: [2] },
        { op: 'SUB', inputs: [2, 1], outputs: [3] },
        { op, inputs: [3], outputs: [4], ...(given ? { options: given } : {}) },
      ],
      inputs: [0],
      outputs: [4],
    },
  };
}

/** A comparison of two maps, as numbers. */
function compared(op: string, second: TensorToWrite = constant([2])): FurtherCase {
  return {
    file: {
      tensors: [f32(MAP), second, { shape: MAP, type: 'BOOL' }, f32(MAP)],
      operators: [
        { op, inputs: [0, 1], outputs: [2] },
        { op: 'CAST', inputs: [2], outputs: [3] },
      ],
      inputs: second.data ? [0] : [0, 1],
      outputs: [3],
    },
  };
}

/** Truth values of a comparison, through one operator more. */
function logical(op: string, operands: number): FurtherCase {
  const truths = { shape: MAP, type: 'BOOL' };
  return {
    file: {
      tensors: [f32(MAP), constant([2]), constant([1], 3), truths, truths, truths, f32(MAP)],
      operators: [
        { op: 'GREATER', inputs: [0, 1], outputs: [3] },
        { op: 'LESS', inputs: [0, 2], outputs: [4] },
        { op, inputs: [3, 4].slice(0, operands), outputs: [5] },
        { op: 'CAST', inputs: [5], outputs: [6] },
      ],
      inputs: [0],
      outputs: [6],
    },
  };
}

/** Functions that few networks have. */
export const FURTHER_FUNCTION_CASES: Readonly<Record<string, FurtherCase>> = {
  ABS: one('ABS', [f32(MAP), f32(MAP)]),
  CEIL: one('CEIL', [f32(MAP), f32(MAP)]),
  COS: one('COS', [f32(MAP), f32(MAP)]),
  EXP: {
    file: {
      tensors: [f32(MAP), { shape: [], data: Float32Array.of(0.25) }, f32(MAP), f32(MAP)],
      operators: [
        { op: 'MUL', inputs: [0, 1], outputs: [2] },
        { op: 'EXP', inputs: [2], outputs: [3] },
      ],
      inputs: [0],
      outputs: [3],
    },
  },
  FLOOR: one('FLOOR', [f32(MAP), f32(MAP)]),
  GELU: one('GELU', [f32(MAP), f32(MAP)], options.gelu(false)),
  'GELU, approximate': one('GELU', [f32(MAP), f32(MAP)], options.gelu(true)),
  L2_NORMALIZATION: one('L2_NORMALIZATION', [f32([1, 5]), f32([1, 5])]),
  LOG: squared('LOG'),
  ROUND: one('ROUND', [f32(MAP), f32(MAP)]),
  RSQRT: squared('RSQRT'),
  SIGN: one('SIGN', [f32(MAP), f32(MAP)]),
  SIN: one('SIN', [f32(MAP), f32(MAP)]),
  SQRT: squared('SQRT'),
  MAXIMUM: one('MAXIMUM', [f32(MAP), f32([1, 3, 4, 1]), f32(MAP)]),
  MINIMUM: one('MINIMUM', [constant([2]), f32(MAP), f32(MAP)]),
  EQUAL: compared('EQUAL', f32([1, 3, 4, 2])),
  NOT_EQUAL: compared('NOT_EQUAL', f32([1, 3, 4, 2])),
  GREATER_EQUAL: compared('GREATER_EQUAL'),
  LESS_EQUAL: compared('LESS_EQUAL'),
  LOGICAL_AND: logical('LOGICAL_AND', 2),
  LOGICAL_OR: logical('LOGICAL_OR', 2),
  LOGICAL_NOT: logical('LOGICAL_NOT', 1),
  ...Object.fromEntries(
    ['SELECT', 'SELECT_V2'].map((op): [string, FurtherCase] => [
      op,
      {
        file: {
          tensors: [f32(MAP), constant([2]), { shape: MAP, type: 'BOOL' }, constant(MAP), f32(MAP)],
          operators: [
            { op: 'GREATER', inputs: [0, 1], outputs: [2] },
            { op, inputs: [2, 0, 3], outputs: [4] },
          ],
          inputs: [0],
          outputs: [4],
        },
      },
    ]),
  ),
  'whole numbers: CAST, FLOOR_DIV and FLOOR_MOD': {
    file: {
      tensors: [
        f32(MAP),
        { shape: MAP, type: 'INT32' },
        integers([3], []),
        { shape: MAP, type: 'INT32' },
        { shape: MAP, type: 'INT32' },
        { shape: MAP, type: 'INT32' },
        f32(MAP),
      ],
      operators: [
        { op: 'CAST', inputs: [0], outputs: [1] },
        { op: 'FLOOR_DIV', inputs: [1, 2], outputs: [3] },
        { op: 'FLOOR_MOD', inputs: [1, 2], outputs: [4] },
        { op: 'MUL', inputs: [3, 4], outputs: [5] },
        { op: 'CAST', inputs: [5], outputs: [6] },
      ],
      inputs: [0],
      outputs: [6],
    },
  },
  'TRANSPOSE_CONV, SAME': one(
    'TRANSPOSE_CONV',
    [integers([1, 6, 8, 3]), constant([3, 3, 3, 2]), f32(MAP), f32([1, 6, 8, 3])],
    options.transposeConv({ strides: [2, 2] }),
  ),
  'Convolution2DTransposeBias, SAME': {
    file: {
      tensors: [f32(MAP), constant([3, 2, 2, 2]), constant([3]), f32([1, 6, 8, 3])],
      operators: [
        {
          op: 'CUSTOM:Convolution2DTransposeBias',
          inputs: [0, 1, 2],
          outputs: [3],
          // SAME, and strides of two.
          customOptions: new Uint8Array(Int32Array.of(1, 2, 2).buffer),
        },
      ],
      inputs: [0],
      outputs: [3],
    },
  },
  'TRANSPOSE_CONV, VALID, other sizes each way': one(
    'TRANSPOSE_CONV',
    [integers([1, 7, 9, 3]), constant([3, 3, 2, 2]), f32([1, 3, 4, 2]), f32([1, 7, 9, 3])],
    options.transposeConv({ padding: 'VALID', strides: [2, 2] }),
  ),
};
