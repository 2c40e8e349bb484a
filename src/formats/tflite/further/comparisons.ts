// Operators that compare two values, and what is done with truth values: 1 and 0 here.
import type { ComparisonName } from '../../../ops/elementwise/comparison';
import { formatShape } from '../../../tensor/tensor';
import { finishingStages } from '../activations';
import type { Converters, OperatorConverter } from '../ops';
import { heldShape, type Stage, type TfliteNet } from '../tflite-net';
import type { TfliteOperator } from '../tflite-operator';
import { broadcastShape, operands, spread } from './binary';
import { offsetStage, unaryStage } from './stages';

export const COMPARISONS: Converters = {
  EQUAL: comparing('equal'),
  GREATER: comparing('greater'),
  GREATER_EQUAL: comparing('greater-or-equal'),
  LESS: comparing('less'),
  LESS_EQUAL: comparing('less-or-equal'),
  LOGICAL_AND: comparing('min'),
  LOGICAL_NOT: (net, operator) => net.emit(operator, net.value(operator, 0), notStages(net)),
  LOGICAL_OR: comparing('max'),
  MAXIMUM: comparing('max'),
  MINIMUM: comparing('min'),
  NOT_EQUAL: (net, operator) => compare(net, operator, 'equal', notStages(net)),
  SELECT: convertSelect,
  SELECT_V2: convertSelect,
};

/** 1 where it is 0, and 0 where it is 1. */
function notStages(net: TfliteNet): Stage[] {
  return [unaryStage(net, 'neg'), offsetStage(net, 1)];
}

function comparing(name: ComparisonName): OperatorConverter {
  return (net, operator) => compare(net, operator, name, []);
}

function compare(
  net: TfliteNet,
  operator: TfliteOperator,
  name: ComparisonName,
  after: readonly Stage[],
): void {
  const isSymmetric = ['min', 'max', 'equal'].includes(name);
  const { x, other } = operands(net, operator, isSymmetric);
  net.emit(operator, x, [
    {
      suffix: name,
      add: (node, from) => net.graph.node('comparison', node, [from, other], { function: name }),
    },
    ...after,
    ...finishingStages(net, operator, 'NONE'),
  ]);
}

/** One of two values by a condition, all of which may repeat. */
function convertSelect(net: TfliteNet, operator: TfliteOperator): void {
  const shapes = [0, 1, 2].map((position) => heldShape(net.shapeOf(operator, position)));
  const [condition = [], a = [], b = []] = shapes;
  const ranks = new Set(shapes.map((shape) => shape.length));
  const isVector = operator.op === 'SELECT' && condition.length === 1 && a.length > 1;
  if (isVector) throw net.unsupported(operator, `chooses rows by ${formatShape(condition)}`);
  if (ranks.size > 1) net.refuseBatch(operator, 'chooses between values of different ranks');
  const full = broadcastShape(net, operator, condition, broadcastShape(net, operator, a, b));
  const [first = '', ...values] = [0, 1, 2].map((position) =>
    spread(net, operator, position, full),
  );
  net.emit(operator, first, [
    {
      suffix: 'choice',
      add: (name, from) => net.graph.node('choose', name, [from, ...values], {}),
    },
    ...finishingStages(net, operator, 'NONE'),
  ]);
}
