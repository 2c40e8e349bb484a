// Small quantised files: unsigned bytes as the older converters write them, signed ones with a scale for each channel as
// the newer ones do. What LiteRT gives for them is recorded in litert-outputs.ts, under the same names.

import { options } from '../../../src/formats/tflite/tflite.fixtures';
import {
  betweenFloats,
  bias,
  i8,
  integers,
  type OpCase,
  single,
  u8,
  u8Constant,
} from './case-parts';

const MAP = [1, 3, 4, 2];
const X = [0.05, 128] as const;
const BIAS = [40, -300, 777];

/** A signed constant with a scale for each of three channels along `axis`. */
const PER_CHANNEL = { scales: [0.01, 0.02, 0.005], zeroPoints: [0, 0, 0] };

/** Files whose activations are unsigned bytes. */
export const UINT8_CASES: Readonly<Record<string, OpCase>> = {
  'uint8 CONV_2D': {
    file: single(
      'CONV_2D',
      [
        u8(MAP, ...X),
        u8Constant([3, 3, 3, 2], 0.01, 117),
        bias(BIAS, 0.0005),
        u8([1, 3, 4, 3], 0.2, 120),
      ],
      options.conv2d(),
    ),
    ops: ['requantize', 'conv2d', 'requantize', 'mul'],
  },
  'uint8 CONV_2D, RELU6': {
    file: single(
      'CONV_2D',
      [
        u8(MAP, ...X),
        u8Constant([3, 3, 3, 2], 0.01, 117),
        bias(BIAS, 0.0005),
        u8([1, 3, 4, 3], 6 / 255, 0),
      ],
      options.conv2d({ activation: 'RELU6' }),
    ),
    ops: ['requantize', 'conv2d', 'requantize', 'mul'],
  },
  'uint8 DEPTHWISE_CONV_2D, RELU': {
    file: single(
      'DEPTHWISE_CONV_2D',
      [
        u8(MAP, ...X),
        u8Constant([1, 3, 3, 2], 0.01, 117),
        bias([40, -300], 0.0005),
        u8(MAP, 0.1, 60),
      ],
      options.depthwiseConv2d({ activation: 'RELU' }),
    ),
    ops: ['requantize', 'conv2d', 'requantize', 'mul'],
  },
  'uint8 FULLY_CONNECTED': {
    file: single(
      'FULLY_CONNECTED',
      [u8([1, 24], ...X), u8Constant([3, 24], 0.01, 117), bias(BIAS, 0.0005), u8([1, 3], 0.2, 100)],
      options.fullyConnected(),
    ),
    ops: ['requantize', 'fully-connected', 'requantize', 'mul'],
  },
  'uint8 ADD': {
    file: single('ADD', [u8(MAP, ...X), u8(MAP, 0.03, 100), u8(MAP, 0.07, 120)], options.add()),
    ops: ['requantize', 'requantize', 'requantized-sum', 'mul'],
  },
  'uint8 MUL': {
    file: single('MUL', [u8(MAP, ...X), u8(MAP, 0.03, 100), u8(MAP, 0.1, 120)], options.mul()),
    ops: ['requantize', 'requantize', 'mul', 'requantize', 'mul'],
  },
  'uint8 MAX_POOL_2D': {
    file: single('MAX_POOL_2D', [u8(MAP, ...X), u8(MAP, ...X)], options.pool2d({ filter: [2, 2] })),
    ops: ['max-pool2d'],
  },
  'uint8 AVERAGE_POOL_2D': {
    file: single(
      'AVERAGE_POOL_2D',
      [u8([1, 3, 3, 2], ...X), u8([1, 1, 1, 2], ...X)],
      options.pool2d({ filter: [3, 3], padding: 'VALID' }),
    ),
    ops: ['requantize', 'average-pool2d', 'requantize', 'mul'],
  },
  'uint8 CONCATENATION of one scale': {
    file: single(
      'CONCATENATION',
      [u8(MAP, ...X), u8(MAP, ...X), u8([1, 3, 4, 4], ...X)],
      options.concatenation(3),
    ),
    ops: ['concat'],
  },
  'uint8 CONCATENATION of two scales': {
    file: single(
      'CONCATENATION',
      [u8(MAP, ...X), u8(MAP, 0.08, 121), u8([1, 3, 4, 4], 0.08, 121)],
      options.concatenation(3),
    ),
    ops: ['concat', 'activation'],
  },
  'uint8 LOGISTIC': {
    file: single('LOGISTIC', [u8(MAP, ...X), u8(MAP, 1 / 256, 0)]),
    ops: ['activation', 'activation'],
  },
  'uint8 RELU6': {
    file: single('RELU6', [u8(MAP, ...X), u8(MAP, 0.024, 0)]),
    ops: ['activation'],
  },
  'uint8 PAD': {
    file: single('PAD', [
      u8(MAP, ...X),
      integers([0, 0, 1, 0, 2, 1, 0, 0], [4, 2]),
      u8([1, 4, 7, 2], ...X),
    ]),
    ops: ['pad2d'],
  },
  'uint8 RESHAPE': {
    file: single('RESHAPE', [u8(MAP, ...X), u8([1, 24], ...X)], options.reshape([1, 24])),
    ops: ['reshape'],
  },
  'uint8 QUANTIZE to another scale': {
    file: single('QUANTIZE', [u8(MAP, ...X), u8(MAP, 0.05 / 3, 119)]),
    ops: ['requantize', 'requantize', 'mul'],
  },
};

/** Files whose activations are signed bytes, between floats. */
export const INT8_CASES: Readonly<Record<string, OpCase>> = {
  'int8 CONV_2D with a scale for each filter': {
    file: betweenFloats(
      single(
        'CONV_2D',
        [
          i8(MAP, 0.06, 3),
          {
            ...i8([3, 1, 1, 2], 1, 0),
            ...PER_CHANNEL,
            data: Int8Array.of(90, -127, 5, 33, 60, 127),
          },
          { ...integers([40, -30, 77]), scales: [0.0006, 0.0012, 0.0003] },
          i8([1, 3, 4, 3], 0.06, -20),
        ],
        options.conv2d(),
      ),
    ),
    ops: ['requantize', 'mul', 'conv2d', 'requantize', 'mul', 'reshape'],
  },
  'int8 DEPTHWISE_CONV_2D with a scale for each channel': {
    file: betweenFloats(
      single(
        'DEPTHWISE_CONV_2D',
        [
          i8([1, 2, 2, 3], 0.06, 3),
          { ...i8([1, 1, 1, 3], 1, 0), ...PER_CHANNEL, axis: 3, data: Int8Array.of(90, -127, 55) },
          { ...integers([40, -30, 77]), scales: [0.0006, 0.0012, 0.0003] },
          i8([1, 2, 2, 3], 0.05, -20),
        ],
        options.depthwiseConv2d(),
      ),
    ),
    ops: ['requantize', 'mul', 'conv2d', 'requantize', 'mul', 'reshape'],
  },
  'int8 ADD, RELU': {
    file: betweenFloats(
      single(
        'ADD',
        [i8(MAP, 0.06, 3), i8(MAP, 0.05, -7), i8(MAP, 0.06, -128)],
        options.add({ activation: 'RELU' }),
      ),
    ),
    ops: ['requantize', 'mul', 'requantize', 'mul', 'requantized-sum', 'mul', 'reshape'],
  },
  'int8 TANH': {
    file: betweenFloats(single('TANH', [i8(MAP, 0.06, 3), i8(MAP, 1 / 128, 0)])),
    ops: ['requantize', 'mul', 'activation', 'activation', 'reshape'],
  },
  'int8 MEAN': {
    file: betweenFloats(
      single(
        'MEAN',
        [i8(MAP, 0.06, 3), integers([1, 2]), i8([1, 1, 1, 2], 0.02, 3)],
        options.mean(true),
      ),
    ),
    ops: ['requantize', 'mul', 'global-reduction', 'requantize', 'reshape', 'mul', 'reshape'],
  },
};
