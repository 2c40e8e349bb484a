// The operators that can be read, and the converter of each.
import {
  convertAdd,
  convertDequantize,
  convertFullyConnected,
  convertFunction,
  convertLimit,
  convertMul,
  convertQuantize,
  convertSoftmax,
  convertSub,
} from './arithmetic';
import {
  convertConcatenation,
  convertExpandDims,
  convertMean,
  convertPad,
  convertReshape,
  convertSqueeze,
} from './shapes';
import type { TfliteNet } from './tflite-net';
import type { TfliteOperator } from './tflite-operator';
import {
  convertAveragePool2d,
  convertConv2d,
  convertDepthwiseConv2d,
  convertMaxPool2d,
} from './windows';

/** Adds the nodes of one operator to a net. @throws KindlingError saying what about the operator does not fit. */
export type OperatorConverter = (net: TfliteNet, operator: TfliteOperator) => void;

/** Converters by the operator's name in the schema. */
export const CONVERTERS: ReadonlyMap<string, OperatorConverter> = new Map([
  ['ADD', convertAdd],
  ['AVERAGE_POOL_2D', convertAveragePool2d],
  ['CONCATENATION', convertConcatenation],
  ['CONV_2D', convertConv2d],
  ['DEPTHWISE_CONV_2D', convertDepthwiseConv2d],
  ['DEQUANTIZE', convertDequantize],
  ['EXPAND_DIMS', convertExpandDims],
  ['FULLY_CONNECTED', convertFullyConnected],
  ['HARD_SWISH', convertFunction('hard-swish')],
  ['LOGISTIC', convertFunction('sigmoid')],
  ['MAX_POOL_2D', convertMaxPool2d],
  ['MEAN', convertMean],
  ['MUL', convertMul],
  ['PAD', convertPad],
  ['PADV2', convertPad],
  ['QUANTIZE', convertQuantize],
  ['RELU', convertLimit('RELU')],
  ['RELU6', convertLimit('RELU6')],
  ['RELU_N1_TO_1', convertLimit('RELU_N1_TO_1')],
  ['RESHAPE', convertReshape],
  ['SOFTMAX', convertSoftmax],
  ['SQUEEZE', convertSqueeze],
  ['SUB', convertSub],
  ['TANH', convertLimit('TANH')],
]);
