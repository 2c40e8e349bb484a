// Operators that make one number of many.
import type { ReductionName } from '../../../ops/pool/global-reduction';
import type { Shape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { finishingStages } from '../activations';
import type { Converters } from '../ops';
import { heldShape, reshapeStage, type Stage, type TfliteNet } from '../tflite-net';
import { optionsOf, type TfliteOperator } from '../tflite-operator';
import { axesOf } from './axes';
import { FURTHER_OPTIONS as OPTIONS } from './options';
import { transposeStage, unaryStage } from './stages';

export const REDUCTIONS: Converters = {
  ARG_MAX: (net, operator) => convertArgMax(net, operator, false),
  ARG_MIN: (net, operator) => convertArgMax(net, operator, true),
  MEAN: (net, operator) => reduce(net, operator, meanStage(net)),
  REDUCE_MAX: (net, operator) => reduce(net, operator, maxStage(net)),
  REDUCE_MIN: (net, operator) => reduce(net, operator, reductionStage(net, 'min')),
  REDUCE_PROD: (net, operator) => reduce(net, operator, reductionStage(net, 'product')),
  SUM: (net, operator) => reduce(net, operator, sumStage(net)),
};

function meanStage({ graph }: TfliteNet): Stage {
  return {
    suffix: 'mean',
    add: (name, x) => graph.node('global-average-pool', name, [x], {}),
  };
}

function maxStage({ graph }: TfliteNet): Stage {
  return { suffix: 'max', add: (name, x) => graph.node('global-max-pool', name, [x], {}) };
}

/** [n, h, w, c] → [n, c]. */
export function sumStage(net: TfliteNet): Stage {
  return reductionStage(net, 'sum');
}

function reductionStage({ graph }: TfliteNet, name: ReductionName): Stage {
  return {
    suffix: name,
    add: (node, x) => graph.node('global-reduction', node, [x], { function: name }),
  };
}

/** Where the largest number along an axis is, or the smallest: the first of several. */
function convertArgMax(net: TfliteNet, operator: TfliteOperator, isMin: boolean): void {
  const x = net.shapeOf(operator, 0);
  const [axis = 0] = axesOf(net, operator, 1, x.length);
  if (axis === 0) net.refuseBatch(operator, 'compares images');
  const others = x.map((_, i) => i).filter((i) => i !== axis);
  const shape = others.map((i) => x[i] ?? 1);
  net.emit(operator, net.value(operator, 0), [
    ...(isMin ? [unaryStage(net, 'neg')] : []),
    ...(axis === x.length - 1 ? [] : [transposeStage(net, [...others, axis])]),
    {
      suffix: 'arg-max',
      add: (name, from) => net.graph.node('arg-max', name, [from], { takesLast: false }),
    },
    reshapeStage(net, heldShape(shape)),
  ]);
}

/** Reduces the axes of the operator's second input by a stage that makes [outer, inner] of a map's middle axes. */
export function reduce(net: TfliteNet, operator: TfliteOperator, stage: Stage): void {
  const x = net.shapeOf(operator, 0);
  const axes = axesOf(net, operator, 1, x.length);
  const keepsAxes = optionsOf(operator, OPTIONS.reducer).bool('keepDims');
  if (axes.includes(0)) net.refuseBatch(operator, 'mixes images');
  net.emit(operator, net.value(operator, 0), [
    ...(axes.length === 0 ? [] : reduceStages(net, x, axes, stage)),
    ...finishingStages(net, operator, 'NONE'),
    ...shapeStages(net, x, axes, keepsAxes),
  ]);
}

/**
 * The ops reduce the two middle axes of [n, h, w, c]. Any others are brought there: kept axes in front, reduced ones as h,
 * and the last kept axis as channels. Gives [outer, inner].
 */
function reduceStages(net: TfliteNet, x: Shape, axes: readonly number[], stage: Stage): Stage[] {
  const kept = x.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const outer = kept.slice(0, -1);
  const inner = kept.slice(-1);
  const order = [...outer, ...axes, ...inner];
  const isInOrder = order.every((axis, i) => axis === i);
  const count = (some: readonly number[]) => product(some.map((axis) => x[axis] ?? 1));
  const isMap = isInOrder && x.length === 4 && outer.length === 1 && axes.length === 2;
  const map = [count(outer), count(axes), 1, count(inner)];
  return [
    ...(isInOrder ? [] : [transposeStage(net, order)]),
    ...(isMap ? [] : [reshapeStage(net, map)]),
    stage,
  ];
}

/** From [outer, inner] to the shape of the result. */
function shapeStages(
  net: TfliteNet,
  x: Shape,
  axes: readonly number[],
  keepsAxes: boolean,
): Stage[] {
  const shape = keepsAxes
    ? x.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : x.filter((_, axis) => !axes.includes(axis));
  const isHeld = axes.length === 0 || (shape.length === 2 && !keepsAxes);
  return isHeld ? [] : [reshapeStage(net, heldShape(shape))];
}
