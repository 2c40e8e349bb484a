// The operators of the plainest classifiers, which the reader brings along.
import {
  convertDequantize,
  convertFullyConnected,
  convertFunction,
  convertLimit,
  convertQuantize,
  convertSoftmax,
} from './arithmetic';
import type { OperatorConverter, TfliteOps } from './ops';
import { convertReshape, convertSqueeze } from './shapes';
import {
  convertAveragePool2d,
  convertConv2d,
  convertDepthwiseConv2d,
  convertMaxPool2d,
} from './windows';

/** Operators that need no further chunk. */
export const COMMON_OPERATORS: TfliteOps = {
  builds: [],
  converters: new Map<string, OperatorConverter>([
    ['AVERAGE_POOL_2D', convertAveragePool2d],
    ['CONV_2D', convertConv2d],
    ['DEPTHWISE_CONV_2D', convertDepthwiseConv2d],
    ['DEQUANTIZE', convertDequantize],
    ['FULLY_CONNECTED', convertFullyConnected],
    ['HARD_SWISH', convertFunction('hard-swish')],
    ['LOGISTIC', convertFunction('sigmoid')],
    ['MAX_POOL_2D', convertMaxPool2d],
    ['QUANTIZE', convertQuantize],
    ['RELU', convertLimit('RELU')],
    ['RELU6', convertLimit('RELU6')],
    ['RELU_N1_TO_1', convertLimit('RELU_N1_TO_1')],
    ['RESHAPE', convertReshape],
    ['SOFTMAX', convertSoftmax],
    ['SQUEEZE', convertSqueeze],
    ['TANH', convertLimit('TANH')],
  ]),
};
