// One small file for each operator and each of its forms. What LiteRT gives for them is recorded in
// litert-outputs.ts, under the same names.

import { options } from '../../../src/formats/tflite/tflite.fixtures';
import { constant, f32, integers, type OpCase, single } from './case-parts';

const MAP = [1, 3, 4, 2];
const CONV = ['conv2d'];
const CONV_ACT = [...CONV, 'activation'];

/** Operators that slide a window. */
export const WINDOW_CASES: Readonly<Record<string, OpCase>> = {
  'CONV_2D, SAME, stride 2': {
    file: single(
      'CONV_2D',
      [f32(MAP), constant([3, 3, 3, 2]), constant([3]), f32([1, 2, 2, 3])],
      options.conv2d({ strides: [2, 2] }),
    ),
    ops: CONV,
  },
  'CONV_2D, VALID, RELU6, other sizes each way': {
    file: single(
      'CONV_2D',
      [f32(MAP), constant([3, 2, 1, 2]), constant([3]), f32([1, 2, 2, 3])],
      options.conv2d({ padding: 'VALID', strides: [1, 2], activation: 'RELU6' }),
    ),
    ops: CONV_ACT,
  },
  'CONV_2D, dilated': {
    file: single(
      'CONV_2D',
      [f32(MAP), constant([2, 2, 3, 2]), constant([2]), f32([1, 3, 4, 2])],
      options.conv2d({ dilations: [2, 1] }),
    ),
    ops: CONV,
  },
  'CONV_2D in two groups': {
    file: single(
      'CONV_2D',
      [f32([1, 2, 3, 4]), constant([6, 1, 1, 2]), constant([6]), f32([1, 2, 3, 6])],
      options.conv2d(),
    ),
    ops: CONV,
  },
  'DEPTHWISE_CONV_2D with two filters a channel': {
    file: single(
      'DEPTHWISE_CONV_2D',
      [f32(MAP), constant([1, 3, 3, 4]), constant([4]), f32([1, 2, 2, 4])],
      options.depthwiseConv2d({ strides: [2, 2], activation: 'RELU', multiplier: 2 }),
    ),
    ops: CONV_ACT,
  },
  'MAX_POOL_2D, SAME': {
    file: single(
      'MAX_POOL_2D',
      [f32(MAP), f32([1, 2, 2, 2])],
      options.pool2d({ filter: [2, 3], strides: [2, 2] }),
    ),
    ops: ['max-pool2d'],
  },
  'AVERAGE_POOL_2D, SAME, RELU': {
    file: single(
      'AVERAGE_POOL_2D',
      [f32(MAP), f32([1, 2, 2, 2])],
      options.pool2d({ filter: [2, 3], strides: [2, 2], activation: 'RELU' }),
    ),
    ops: ['average-pool2d', 'activation'],
  },
  'AVERAGE_POOL_2D, VALID': {
    file: single(
      'AVERAGE_POOL_2D',
      [f32(MAP), f32([1, 2, 2, 2])],
      options.pool2d({ filter: [2, 3], padding: 'VALID' }),
    ),
    ops: ['average-pool2d'],
  },
};

/** Operators that compute with every number. */
export const ARITHMETIC_CASES: Readonly<Record<string, OpCase>> = {
  'FULLY_CONNECTED of a map, RELU': {
    file: single(
      'FULLY_CONNECTED',
      [f32(MAP), constant([3, 24]), constant([3]), f32([1, 3])],
      options.fullyConnected({ activation: 'RELU' }),
    ),
    ops: ['fully-connected', 'activation'],
  },
  'FULLY_CONNECTED that keeps axes': {
    file: single(
      'FULLY_CONNECTED',
      [f32([1, 1, 1, 4]), constant([3, 4]), constant([3]), f32([1, 1, 1, 3])],
      options.fullyConnected({ keepNumDims: true }),
    ),
    ops: ['fully-connected', 'reshape'],
  },
  'ADD of two maps, RELU6': {
    file: single('ADD', [f32(MAP), f32(MAP), f32(MAP)], options.add({ activation: 'RELU6' })),
    ops: ['add', 'activation'],
  },
  'ADD of a scalar, RELU_N1_TO_1': {
    file: single(
      'ADD',
      [f32(MAP), constant([]), f32(MAP)],
      options.add({ activation: 'RELU_N1_TO_1' }),
    ),
    ops: ['add', 'activation'],
  },
  'ADD of a constant map': {
    file: single('ADD', [f32(MAP), constant(MAP), f32(MAP)], options.add()),
    ops: ['add'],
  },
  'MUL by one vector for each image, first': {
    file: single('MUL', [f32([1, 1, 1, 2]), f32(MAP), f32(MAP)], options.mul()),
    ops: ['mul'],
  },
  'MUL by a constant, first': {
    file: single('MUL', [constant([1, 1, 2]), f32(MAP), f32(MAP)], options.mul()),
    ops: ['mul'],
  },
  'SUB of a constant, RELU': {
    file: single('SUB', [f32(MAP), constant([2]), f32(MAP)], options.sub({ activation: 'RELU' })),
    ops: ['add', 'activation'],
  },
  LOGISTIC: { file: single('LOGISTIC', [f32(MAP), f32(MAP)]), ops: ['activation'] },
  TANH: { file: single('TANH', [f32(MAP), f32(MAP)]), ops: ['activation'] },
  HARD_SWISH: { file: single('HARD_SWISH', [f32(MAP), f32(MAP)]), ops: ['activation'] },
  RELU: { file: single('RELU', [f32(MAP), f32(MAP)]), ops: ['activation'] },
  RELU6: { file: single('RELU6', [f32(MAP), f32(MAP)]), ops: ['activation'] },
  RELU_N1_TO_1: { file: single('RELU_N1_TO_1', [f32(MAP), f32(MAP)]), ops: ['activation'] },
  SOFTMAX: {
    file: single('SOFTMAX', [f32([1, 6]), f32([1, 6])], options.softmax()),
    ops: ['softmax'],
  },
  'weights of FLOAT16': {
    file: {
      tensors: [
        f32(MAP),
        { shape: [2, 1, 1, 2], type: 'FLOAT16', data: halves([0x3c00, 0x3555, 0xc123, 0x0001]) },
        f32([2, 1, 1, 2]),
        constant([2]),
        f32([1, 3, 4, 2]),
      ],
      operators: [
        { op: 'DEQUANTIZE', inputs: [1], outputs: [2] },
        { op: 'CONV_2D', inputs: [0, 2, 3], outputs: [4], options: options.conv2d() },
      ],
      inputs: [0],
      outputs: [4],
    },
    ops: CONV,
  },
};

/** 1, about ⅓, about −2.57, and the least number above 0. */
function halves(bits: readonly number[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(bits).buffer);
}

/** Operators that arrange numbers. */
export const SHAPE_CASES: Readonly<Record<string, OpCase>> = {
  'RESHAPE by an input': {
    file: single('RESHAPE', [f32(MAP), integers([1, -1]), f32([1, 24])]),
    ops: ['reshape'],
  },
  'RESHAPE by an option': {
    file: single('RESHAPE', [f32(MAP), f32([1, 12, 2])], options.reshape([1, 12, 2])),
    ops: ['reshape'],
  },
  'SQUEEZE of two axes': {
    file: single('SQUEEZE', [f32([1, 1, 1, 5]), f32([1, 5])], options.squeeze([1, -2])),
    ops: ['reshape'],
  },
  EXPAND_DIMS: {
    file: single('EXPAND_DIMS', [f32([1, 5]), integers([-2], []), f32([1, 1, 5])]),
    ops: ['reshape'],
  },
  'CONCATENATION of two maps': {
    file: single(
      'CONCATENATION',
      [f32(MAP), f32([1, 3, 4, 3]), f32([1, 3, 4, 5])],
      options.concatenation(-1),
    ),
    ops: ['concat'],
  },
  PAD: {
    file: single('PAD', [f32(MAP), integers([0, 0, 1, 0, 2, 1, 0, 0], [4, 2]), f32([1, 4, 7, 2])]),
    ops: ['pad2d'],
  },
  'PADV2 by 1.25': {
    file: single('PADV2', [
      f32([1, 2, 2, 1]),
      integers([0, 0, 0, 1, 1, 0, 0, 0], [4, 2]),
      { shape: [], data: Float32Array.of(1.25) },
      f32([1, 3, 3, 1]),
    ]),
    ops: ['pad2d'],
  },
  MEAN: {
    file: single('MEAN', [f32(MAP), integers([-2, 1]), f32([1, 2])], options.mean(false)),
    ops: ['global-average-pool'],
  },
  'MEAN that keeps axes': {
    file: single('MEAN', [f32(MAP), integers([1, 2]), f32([1, 1, 1, 2])], options.mean(true)),
    ops: ['global-average-pool', 'reshape'],
  },
};
