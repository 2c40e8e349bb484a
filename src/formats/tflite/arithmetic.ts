// Operators that compute with every number: fully connected layers, sums and products, functions, quantisation.
import type { Activation } from '../../ops/elementwise/functions';
import { formatShape } from '../../tensor/tensor';
import { product } from '../../util/math';
import { activationStages, finishingStages, fusedActivation } from './activations';
import { type FusedActivation, OPTIONS } from './schema';
import { reshapeStage, type Stage, type TfliteNet } from './tflite-net';
import { optionsOf, type TfliteOperator } from './tflite-operator';
import { biasOf } from './windows';

/** Weights are [k, columns]; the layer reads x as rows of so many columns, however many axes it has. */
export function convertFullyConnected(net: TfliteNet, operator: TfliteOperator): void {
  const options = optionsOf(operator, OPTIONS.fullyConnected);
  if (options.int8('weightsFormat') !== 0) throw net.unsupported(operator, 'has shuffled weights');
  const x = net.value(operator, 0);
  const shape = net.graph.shapeOf(x);
  const filter = net.constant(operator, 1);
  const [k = 0, columns = 0] = filter.shape;
  const [n = 0] = shape;
  const rows = product(shape) / columns;
  // `keepNumDims` says that the result has as many axes as the input.
  const keepsAxes = options.bool('keepNumDims') && shape.length > 2;
  const fits = Number.isInteger(rows) && (!keepsAxes || shape.at(-1) === columns);
  if (filter.shape.length !== 2 || !fits) {
    throw net.misfit(
      operator,
      `applies weights ${formatShape(filter.shape)} to the parts of ${formatShape(shape)}`,
    );
  }
  if (rows !== n && !keepsAxes) net.refuseBatch(operator, 'mixes rows and images');
  const constants = [net.addConstant(filter, 'matrix', [k, columns]), ...biasOf(net, operator)];
  const attributes = { activation: net.sums };
  const fused = fusedActivation(net, operator, options.int8('activation'));
  const isFlat = rows === n && (shape.length === 2 || shape.length === 4);
  net.emit(operator, x, [
    ...(isFlat ? [] : [{ ...reshapeStage(net, [rows, columns]), suffix: 'vector' }]),
    {
      suffix: 'product',
      add: (name, from) =>
        net.graph.node('fully-connected', name, [from, ...constants], attributes),
    },
    ...finishingStages(net, operator, fused),
    ...(keepsAxes ? [reshapeStage(net, [...shape.slice(0, -1), k])] : []),
  ]);
}

/** Operators that apply a function that they could also be fused with. */
export function convertLimit(fused: FusedActivation) {
  return (net: TfliteNet, operator: TfliteOperator): void => {
    net.emit(operator, net.value(operator, 0), finishingStages(net, operator, fused));
  };
}

/** Operators that apply another function. */
export function convertFunction(activation: Activation) {
  return (net: TfliteNet, operator: TfliteOperator): void => {
    net.emit(operator, net.value(operator, 0), [
      ...activationStages(net, activation),
      ...finishingStages(net, operator, 'NONE'),
    ]);
  };
}

/**
 * Probabilities are never rounded to the output's quantisation: that would only lose what tells small ones apart, and
 * the ranking stays.
 */
export function convertSoftmax(net: TfliteNet, operator: TfliteOperator): void {
  const beta = optionsOf(operator, OPTIONS.softmax).float32('beta');
  const x = net.value(operator, 0);
  const channels = net.graph.shapeOf(x).at(-1) ?? 1;
  net.emit(operator, x, [
    ...(beta === 1 ? [] : [scalingStage(net, operator, beta, channels)]),
    { suffix: 'softmax', add: (name, x) => net.graph.node('softmax', name, [x], {}) },
  ]);
}

/** Each number times one and the same. */
function scalingStage(
  net: TfliteNet,
  operator: TfliteOperator,
  factor: number,
  channels: number,
): Stage {
  if (!Number.isFinite(factor)) throw net.misfit(operator, `has the factor ${factor}`);
  return {
    suffix: 'scaled',
    add: (name, x) => {
      const factors = net.addFilled(`${name}/factor`, [channels], factor);
      return net.graph.node('mul', name, [x, factors], { activation: 'none' });
    },
  };
}

/** Rounds to the output's quantisation, but for probabilities: see `convertSoftmax`. */
export function convertQuantize(net: TfliteNet, operator: TfliteOperator): void {
  const x = net.input(operator, 0);
  const producer = net.file.operators.find(({ outputs }) => outputs.includes(x.index));
  const isProbability = producer?.op === 'SOFTMAX';
  const stages = isProbability ? [] : finishingStages(net, operator, 'NONE', [x]);
  net.emit(operator, net.value(operator, 0), stages);
}

/** Values are real numbers already; constants are, once they are read. */
export function convertDequantize(net: TfliteNet, operator: TfliteOperator): void {
  const x = net.input(operator, 0);
  if (x.data) net.fold(operator, x);
  else net.emit(operator, net.value(operator, 0), []);
}
