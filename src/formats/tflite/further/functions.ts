// Functions of one value.
import type { Activation } from '../../../ops/elementwise/functions';
import { product } from '../../../util/math';
import { activationStages, finishingStages } from '../activations';
import type { Converters, OperatorConverter } from '../ops';
import { reshapeStage, type Stage, type TfliteNet } from '../tflite-net';
import { optionsOf, type TfliteOperator } from '../tflite-operator';
import { repeated } from './binary';
import { FURTHER_OPTIONS as OPTIONS } from './options';
import { sumStage } from './reductions';
import { limitStage, squareStage, unaryStage } from './stages';

/** What is added to the square of an L2 norm at least, as TensorFlow Lite does. */
const LEAST_SQUARE = 1e-6;

export const FUNCTIONS: Converters = {
  ABS: applying((net) => [unaryStage(net, 'abs')]),
  CEIL: applying((net) => [unaryStage(net, 'ceil')]),
  COS: applying((net) => [unaryStage(net, 'cos')]),
  ELU: applying((net) => activationStages(net, { elu: 1 })),
  EXP: applying((net) => [unaryStage(net, 'exp')]),
  FLOOR: applying((net) => [unaryStage(net, 'floor')]),
  GELU: applying((net, operator) => {
    const isApproximate = optionsOf(operator, OPTIONS.gelu).bool('approximates');
    return [unaryStage(net, isApproximate ? 'gelu-tanh' : 'gelu')];
  }),
  L2_NORMALIZATION: convertL2Normalization,
  LEAKY_RELU: applying((net, operator) => {
    const slope = optionsOf(operator, OPTIONS.leakyRelu).float32('alpha');
    const activation: Activation = { leakyRelu: slope };
    return activationStages(net, activation);
  }),
  LOG: applying((net) => [unaryStage(net, 'log')]),
  LOG_SOFTMAX: applying((net) => [
    { suffix: 'log-softmax', add: (name, x) => net.graph.node('log-softmax', name, [x], {}) },
  ]),
  NEG: applying((net) => [unaryStage(net, 'neg')]),
  RELU_0_TO_1: applying((net) => activationStages(net, { clamp: [0, 1] })),
  ROUND: applying((net) => [unaryStage(net, 'round')]),
  RSQRT: applying((net) => [unaryStage(net, 'sqrt'), unaryStage(net, 'reciprocal')]),
  SIGN: applying((net) => [unaryStage(net, 'sign')]),
  SIN: applying((net) => [unaryStage(net, 'sin')]),
  SQRT: applying((net) => [unaryStage(net, 'sqrt')]),
  SQUARE: applying((net) => [squareStage(net)]),
};

function applying(
  stages: (net: TfliteNet, operator: TfliteOperator) => readonly Stage[],
): OperatorConverter {
  return (net, operator) => {
    net.emit(operator, net.value(operator, 0), [
      ...stages(net, operator),
      ...finishingStages(net, operator, 'NONE'),
    ]);
  };
}

/** Each vector along the last axis by its length. */
function convertL2Normalization(net: TfliteNet, operator: TfliteOperator): void {
  const x = net.value(operator, 0);
  const shape = net.graph.shapeOf(x);
  const rows = product(shape.slice(0, -1));
  const channels = shape.at(-1) ?? 1;
  const lengths = [
    squareStage(net),
    // Rows are images here, and their numbers pixels of one channel.
    reshapeStage(net, [rows, channels, 1, 1]),
    sumStage(net),
    limitStage(net, LEAST_SQUARE),
    unaryStage(net, 'sqrt'),
  ].reduce((from, { suffix, add }) => add(net.innerName(operator, suffix), from), x);
  const vectors = repeated(net, operator, lengths, [rows, 1], [rows, channels]);
  const divisor = reshapeStage(net, shape).add(net.innerName(operator, 'lengths'), vectors);
  net.emit(operator, x, [
    {
      suffix: 'normalized',
      add: (name, from) => net.graph.node('div', name, [from, divisor], { activation: 'none' }),
    },
    ...finishingStages(net, operator, 'NONE'),
  ]);
}
