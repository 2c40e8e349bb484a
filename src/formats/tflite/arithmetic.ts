// Operators that compute with every number: fully connected layers, sums and products, functions, quantisation.
import type { Activation } from '../../ops/elementwise/functions';
import { formatShape, type Shape, sameShape } from '../../tensor/tensor';
import { product } from '../../util/math';
import { activationStages, finishingStages, fusedActivation } from './activations';
import { type FusedActivation, OPTIONS } from './schema';
import { reshapeStage, type Stage, type TfliteNet } from './tflite-net';
import { optionsOf, type TfliteOperator } from './tflite-operator';
import type { TfliteTensor } from './tflite-tensor';
import { biasStages } from './windows';

/** A scalar that meets c channels becomes a vector; a damaged file must not make that a large one. */
const MAX_REPEATED_SCALAR = 16384;

/** Weights are [k, columns]; the layer reads all numbers of an image as one vector. */
export function convertFullyConnected(net: TfliteNet, operator: TfliteOperator): void {
  const options = optionsOf(operator, OPTIONS.fullyConnected);
  if (options.int8('weightsFormat') !== 0) throw net.unsupported(operator, 'has shuffled weights');
  const x = net.value(operator, 0);
  const shape = net.graph.shapeOf(x);
  const filter = net.constant(operator, 1);
  const [k = 0, columns = 0] = filter.shape;
  const [n = 0] = shape;
  if (filter.shape.length !== 2 || product(shape.slice(1)) !== columns) {
    throw net.unsupported(
      operator,
      `applies weights ${formatShape(filter.shape)} to the parts of ${formatShape(shape)}`,
    );
  }
  const weights = net.addConstant(filter, 'matrix', [k, columns]);
  const fused = fusedActivation(net, operator, options.int8('activation'));
  const isFlat = shape.length === 2 || shape.length === 4;
  // `keepNumDims` says that the result has as many axes as the input.
  const keepsAxes = options.bool('keepNumDims') && shape.length > 2;
  net.emit(operator, x, [
    ...(isFlat ? [] : [{ ...reshapeStage(net, [n, columns]), suffix: 'vector' }]),
    {
      suffix: 'product',
      add: (name, from) => {
        return net.graph.node('fully-connected', name, [from, weights], { activation: 'none' });
      },
    },
    ...biasStages(net, operator),
    ...finishingStages(net, operator, fused),
    ...(keepsAxes ? [reshapeStage(net, [...shape.slice(0, -1), k])] : []),
  ]);
}

export function convertAdd(net: TfliteNet, operator: TfliteOperator): void {
  const { activation } = optionsAndFused(net, operator, OPTIONS.add);
  combine(net, operator, 'add', activation);
}

export function convertMul(net: TfliteNet, operator: TfliteOperator): void {
  const { activation } = optionsAndFused(net, operator, OPTIONS.mul);
  combine(net, operator, 'mul', activation);
}

/** x − constant, as a sum with the negated constant. */
export function convertSub(net: TfliteNet, operator: TfliteOperator): void {
  const { activation } = optionsAndFused(net, operator, OPTIONS.sub);
  if (!net.input(operator, 1).data) {
    throw net.unsupported(operator, 'subtracts a value that is computed');
  }
  combine(net, operator, 'add', activation, true);
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
  if (beta !== 1) throw net.unsupported(operator, `has beta ${beta}, not 1`);
  net.emit(operator, net.value(operator, 0), [
    { suffix: 'softmax', add: (name, x) => net.graph.node('softmax', name, [x], {}) },
  ]);
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

function optionsAndFused(
  net: TfliteNet,
  operator: TfliteOperator,
  kind: { readonly code: number; readonly slots: { readonly activation: number } },
): { readonly activation: FusedActivation } {
  const code = optionsOf(operator, kind).int8('activation');
  return { activation: fusedActivation(net, operator, code) };
}

function combine(
  net: TfliteNet,
  operator: TfliteOperator,
  op: 'add' | 'mul',
  fused: FusedActivation,
  isNegated = false,
): void {
  const [first, second] = [net.input(operator, 0), net.input(operator, 1)];
  if (first.data && second.data) throw net.unsupported(operator, 'computes with two constants');
  // Both ops are symmetric, and ours want the operand that may repeat, or be constant, as the second.
  const isSwapped =
    first.data !== null ||
    (!second.data && repeats(net, operator, 0) && !repeats(net, operator, 1));
  const [a, b] = isSwapped ? [1, 0] : [0, 1];
  const x = net.value(operator, a);
  const constant = net.input(operator, b);
  const other = constant.data
    ? addOperand(net, operator, constant, net.graph.shapeOf(x), isNegated)
    : net.value(operator, b);
  checkBroadcast(net, operator, net.graph.shapeOf(x), net.graph.shapeOf(other));
  const stage: Stage = {
    suffix: op,
    add: (name, from) => net.graph.node(op, name, [from, other], { activation: 'none' }),
  };
  net.emit(operator, x, [stage, ...finishingStages(net, operator, fused)]);
}

/** Whether an input has one vector for each image. */
function repeats(net: TfliteNet, operator: TfliteOperator, position: number): boolean {
  const [, h, w, c] = net.graph.shapeOf(net.value(operator, position));
  return c !== undefined && h === 1 && w === 1;
}

function checkBroadcast(net: TfliteNet, operator: TfliteOperator, x: Shape, other: Shape): void {
  const isVector = other.length === 1;
  const perImage = x.length === 4 && other.length === 4 && other[1] === 1 && other[2] === 1;
  const sameEnds = x.at(-1) === other.at(-1) && (isVector || x[0] === other[0]);
  if (!sameShape(x, other) && !(sameEnds && (isVector || perImage))) {
    throw net.unsupported(operator, `combines ${formatShape(x)} with ${formatShape(other)}`);
  }
}

/** A constant operand for x: one number or one vector for all pixels, or a number for each of x. */
function addOperand(
  net: TfliteNet,
  operator: TfliteOperator,
  constant: TfliteTensor,
  x: Shape,
  isNegated: boolean,
): string {
  const channels = x.at(-1) ?? 0;
  const count = product(constant.shape);
  if (count === 1 && channels > MAX_REPEATED_SCALAR) {
    throw net.unsupported(operator, `combines a scalar with ${channels} channels`);
  }
  const isVector = count === 1 || (count === channels && constant.shape.at(-1) === channels);
  const shape = isVector ? [channels] : constant.shape;
  return net.addConstant(
    constant,
    `${isNegated ? 'negated ' : ''}${formatShape(shape)}`,
    shape,
    (data) => {
      const numbers = count === 1 ? new Float32Array(channels).fill(data[0] ?? 0) : data;
      return isNegated ? numbers.map((value) => -value) : numbers;
    },
  );
}
