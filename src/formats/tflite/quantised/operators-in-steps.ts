// Which operators compute with whole numbers of steps, and how what they give becomes steps of their output: by the arithmetic of
// XNNPACK, which TensorFlow Lite computes with. Factors are rounded to float32 as there.
// https://github.com/google/XNNPACK
import { product, roundHalfEven } from '../../../util/math';
import { axesOf } from '../further/axes';
import { operands } from '../further/binary';
import { FURTHER_OPTIONS } from '../further/options';
import { reduce, sumStage } from '../further/reductions';
import { FUSED_ACTIVATIONS, type FusedActivation, OPTIONS } from '../schema';
import type { TfliteNet } from '../tflite-net';
import { optionsOf, type TfliteOperator } from '../tflite-operator';
import type { TfliteTensor } from '../tflite-tensor';
import { codesOf, isLimit, sameQuantization, scaleOf, stepsRange, zeroPointOf } from './codes';
import { type Factors, type Plan, type Rounding, requantizeStage } from './steps-net';

const { fround } = Math;

/** How an operator computes in steps; null where it does not. Nets are of real numbers. */
type Planner = (net: TfliteNet, operator: TfliteOperator) => Plan | null;

/** Means over more numbers are too near to a tie where they are none. */
const MOST_AVERAGED = 1024;
/** Sums of so many codes are exact. */
const MOST_SUMMED = 2 ** 16;

/** Operators that move numbers, or limit them. */
const PASSING =
  'BATCH_TO_SPACE_ND BROADCAST_TO CONCATENATION DEPTH_TO_SPACE EXPAND_DIMS GATHER MAX_POOL_2D MIRROR_PAD PACK PAD RELU RELU6 ' +
  'RELU_N1_TO_1 RESHAPE RESIZE_NEAREST_NEIGHBOR REVERSE_V2 SLICE SPACE_TO_BATCH_ND SPACE_TO_DEPTH SPLIT SPLIT_V SQUEEZE ' +
  'STRIDED_SLICE TILE TRANSPOSE UNPACK';

/** By operator. */
const PLANS: Readonly<Record<string, Planner>> = {
  ...Object.fromEntries(PASSING.split(' ').map((op) => [op, pass])),
  ADD: (net, operator) => sum(net, operator, 1),
  AVERAGE_POOL_2D: averagePool,
  CONV_2D: (net, operator) => layer(net, operator, 0),
  DEPTHWISE_CONV_2D: (net, operator) => layer(net, operator, 3),
  FULLY_CONNECTED: (net, operator) => layer(net, operator, 0),
  MEAN: mean,
  MUL: multiply,
  QUANTIZE: quantize,
  RESIZE_BILINEAR: resize,
  SUB: (net, operator) => sum(net, operator, -1),
};

/** Options of operators that may end in a function. */
const ENDING: Readonly<
  Record<string, { readonly code: number; readonly slots: { readonly activation: number } }>
> = {
  ADD: FURTHER_OPTIONS.add,
  AVERAGE_POOL_2D: OPTIONS.pool2d,
  CONV_2D: OPTIONS.conv2d,
  DEPTHWISE_CONV_2D: OPTIONS.depthwiseConv2d,
  FULLY_CONNECTED: OPTIONS.fullyConnected,
  MAX_POOL_2D: OPTIONS.pool2d,
  MUL: FURTHER_OPTIONS.mul,
  SUB: FURTHER_OPTIONS.sub,
};

/** How an operator computes in steps; null where it computes in real numbers. */
export function planInSteps(net: TfliteNet, operator: TfliteOperator): Plan | null {
  const plan = PLANS[operator.op];
  const outputs = operator.outputs.map((_, position) => net.output(operator, position));
  if (!plan || !outputs.every(isByteCode)) return null;
  // A constant that was computed while reading is real.
  const isPlain = operator.inputs.every(
    (index) =>
      index < 0 ||
      !net.file.tensors[index] ||
      net.file.tensors[index]?.data ||
      net.computedValue(index) !== null,
  );
  const ending = ENDING[operator.op];
  const fused = ending && FUSED_ACTIVATIONS[optionsOf(operator, ending).int8('activation')];
  if (!isPlain || (ending && !(fused && isLimit(fused)))) return null;
  return plan(net, operator);
}

function isByteCode(tensor: TfliteTensor): boolean {
  const [least, greatest] = codesOf(tensor) ?? [1, 0];
  const zeroPoint = zeroPointOf(tensor);
  const isInRange = zeroPoint >= least && zeroPoint <= greatest;
  return (
    isInRange &&
    tensor.type !== 'INT16' &&
    tensor.quantization?.scales.length === 1 &&
    scaleOf(tensor) > 0
  );
}

/** Whether all codes that it reads and writes stand for the same numbers. */
function areAlike(net: TfliteNet, operator: TfliteOperator): boolean {
  const ends = [...operator.outputs, ...operator.inputs];
  const coded = ends.flatMap((index) => net.file.tensors[index] ?? []).filter(codesOf);
  return coded.every((tensor) => sameQuantization(tensor, net.output(operator)));
}

/** A product with a factor, or with one of each channel, is rounded to steps of the output. */
function requantizing(output: TfliteTensor, rounding: Rounding, factors?: Factors) {
  const finish = (steps: TfliteNet, fused: FusedActivation) => [
    requantizeStage(steps, output, rounding, factors, fused),
  ];
  return { finish };
}

/** Moves and limits numbers. */
function pass(net: TfliteNet, operator: TfliteOperator): Plan | null {
  return areAlike(net, operator) ? { isPassing: true } : null;
}

/**
 * Sums of products of steps and whole weights, with a factor for each channel. Where a sum passes 2²⁴, float32 rounds it by less than
 * it would round the same sum of real numbers.
 */
function layer(net: TfliteNet, operator: TfliteOperator, axis: number): Plan | null {
  const [x, weights] = [net.input(operator, 0), net.input(operator, 1)];
  const bias = net.optionalInput(operator, 2);
  const output = net.output(operator);
  const { quantization, type, data, shape } = weights;
  const isCoded = (type === 'INT8' || type === 'UINT8') && data && quantization;
  const channels = shape[axis] ?? 1;
  const scales = quantization?.scales ?? [];
  const isByChannel =
    scales.length === 1 || (quantization?.axis === axis && scales.length === channels);
  if (!isByteCode(x) || !isCoded || !isByChannel || !isWholeBias(bias, x, scales)) return null;
  const factors = scales.map((scale) => fround(fround(scaleOf(x) * scale) / scaleOf(output)));
  return requantizing(output, { ties: 'even' }, factors);
}

/** Whether a bias counts in the steps of the products, as converters write it. */
function isWholeBias(
  bias: TfliteTensor | null,
  x: TfliteTensor,
  scales: readonly number[],
): boolean {
  if (!bias) return true;
  const own = bias.quantization?.scales;
  if (bias.type !== 'INT32' || !bias.data || !own) return false;
  return scales.every((scale, c) => {
    const step = scaleOf(x) * scale;
    return Math.abs((own[c % own.length] ?? 0) - step) <= 1e-3 * step;
  });
}

/** Sums and differences by whole factors of 21 bits. */
function sum(net: TfliteNet, operator: TfliteOperator, sign: 1 | -1): Plan | null {
  const [a, b] = [net.input(operator, 0), net.input(operator, 1)];
  const output = net.output(operator);
  if (!isByteCode(a) || !isByteCode(b)) return null;
  const ratios = [a, b].map((tensor) => fround(scaleOf(tensor) / scaleOf(output)));
  const shift = 20 - Math.floor(Math.log2(Math.max(...ratios)));
  if (shift < 12 || shift > 29) return null;
  const [m = 0, n = 0] = ratios.map((ratio) => roundHalfEven(ratio * 2 ** shift));
  const options = optionsOf(operator, sign === 1 ? FURTHER_OPTIONS.add : FURTHER_OPTIONS.sub);
  const range = stepsRange(output, FUSED_ACTIVATIONS[options.int8('activation')]);
  const convert = (steps: TfliteNet) => {
    const { x, other, isTurned } = operands(steps, operator, sign === 1);
    const factors = isTurned ? ([n, m] as const) : ([m, sign * n] as const);
    steps.emit(operator, x, [
      {
        suffix: 'sum',
        add: (name, from) =>
          steps.graph.node('requantized-sum', name, [from, other], { factors, shift, range }),
      },
    ]);
  };
  return { convert };
}

function multiply(net: TfliteNet, operator: TfliteOperator): Plan | null {
  const [a, b] = [net.input(operator, 0), net.input(operator, 1)];
  const output = net.output(operator);
  if (!isByteCode(a) || !isByteCode(b)) return null;
  const factor = fround(fround(scaleOf(a) * scaleOf(b)) / scaleOf(output));
  return requantizing(output, { ties: 'even' }, factor);
}

/** Means of codes, of which those in the middle go away from the code 0. */
function averagePool(net: TfliteNet, operator: TfliteOperator): Plan | null {
  const options = optionsOf(operator, OPTIONS.pool2d);
  if (options.int32('filterH') * options.int32('filterW') > MOST_AVERAGED) return null;
  if (!areAlike(net, operator)) return null;
  const output = net.output(operator);
  return requantizing(output, { ties: 'away', origin: zeroPointOf(output) });
}

/** A sum, and one factor for scales and division. */
function mean(net: TfliteNet, operator: TfliteOperator): Plan | null {
  const [x, output] = [net.input(operator, 0), net.output(operator)];
  const shape = net.shapeOf(operator, 0);
  const axes = axesOf(net, operator, 1, shape.length);
  const count = product(axes.map((axis) => shape[axis] ?? 1));
  if (!isByteCode(x) || axes.length === 0 || count > MOST_SUMMED) return null;
  const factor = fround(scaleOf(x) / fround(scaleOf(output) * count));
  return {
    ...requantizing(output, { ties: 'even' }, factor),
    convert: (steps) => reduce(steps, operator, sumStage(steps)),
  };
}

/** Between codes, or of real numbers. Probabilities are never rounded: see `convertSoftmax`. */
function quantize(net: TfliteNet, operator: TfliteOperator): Plan | null {
  const [x, output] = [net.input(operator, 0), net.output(operator)];
  const producer = net.file.operators.find(({ outputs }) => outputs.includes(x.index));
  if (producer?.op === 'SOFTMAX') return null;
  const from = x.type === 'FLOAT32' ? 1 : isByteCode(x) ? scaleOf(x) : 0;
  if (from === 0) return null;
  const [range, own] = [stepsRange(output), stepsRange(x)];
  const isSame = from === scaleOf(output) && range.every((end, i) => end === own[i]);
  const ties = x.type === 'FLOAT32' ? 'even' : 'up';
  if (isSame && ties === 'up') return { finish: () => [] };
  return requantizing(output, { ties }, fround(from / scaleOf(output)));
}

function resize(net: TfliteNet, operator: TfliteOperator): Plan | null {
  if (!areAlike(net, operator)) return null;
  return requantizing(net.output(operator), { ties: 'up' });
}
