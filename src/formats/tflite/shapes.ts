// Operators that move numbers or change how they are arranged: reshapes, concatenation, borders; and means, whose axes
// they share.
import { formatShape, type Shape } from '../../tensor/tensor';
import { product } from '../../util/math';
import { finishingStages, fusedActivation } from './activations';
import { dequantize, integersOf } from './dequantize';
import { OPTIONS } from './schema';
import { reshapeStage, type Stage, type TfliteNet } from './tflite-net';
import { optionsOf, type TfliteOperator } from './tflite-operator';

/** The target comes as a constant input, or in old files as an option; one size may be −1. */
export function convertReshape(net: TfliteNet, operator: TfliteOperator): void {
  const target = net.optionalInput(operator, 1)
    ? integersOf(net.constant(operator, 1))
    : optionsOf(operator, OPTIONS.reshape).int32s('newShape');
  if (!target) throw net.misfit(operator, 'has no shape to give');
  // A file's shapes are those of one image, whatever the batch that was asked for.
  const count = product(net.graph.shapeOf(net.value(operator, 0))) / net.batch;
  const known = Math.abs(product(target));
  const open = target.indexOf(-1);
  const sizes = target.map((size, axis) => (axis === open ? count / known : size));
  if (product(sizes) !== count || !sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw net.misfit(operator, `makes [${target.slice(0, 9)}] of ${count} numbers`);
  }
  reshape(net, operator, sizes);
}

/** Drops axes of size 1: those that are named, or all. */
export function convertSqueeze(net: TfliteNet, operator: TfliteOperator): void {
  const x = imageShape(net, operator);
  const named = optionsOf(operator, OPTIONS.squeeze).int32s('squeezeDims') ?? [];
  const axes = named.map((axis) => (axis < 0 ? axis + x.length : axis));
  const bad = axes.find((axis) => x[axis] !== 1);
  if (bad !== undefined) throw net.misfit(operator, `drops axis ${bad} of ${formatShape(x)}`);
  const isKept = (size: number, axis: number) =>
    axes.length > 0 ? !axes.includes(axis) : size !== 1;
  reshape(net, operator, x.filter(isKept));
}

/** Adds an axis of size 1. */
export function convertExpandDims(net: TfliteNet, operator: TfliteOperator): void {
  const x = imageShape(net, operator);
  const [axis = 0] = integersOf(net.constant(operator, 1));
  const at = axis < 0 ? axis + x.length + 1 : axis;
  if (at < 0 || at > x.length) throw net.misfit(operator, `adds axis ${axis} to ${formatShape(x)}`);
  reshape(net, operator, [...x.slice(0, at), 1, ...x.slice(at)]);
}

/** Joins feature maps along channels. */
export function convertConcatenation(net: TfliteNet, operator: TfliteOperator): void {
  const options = optionsOf(operator, OPTIONS.concatenation);
  const values = operator.inputs.map((_, position) => net.value(operator, position));
  const [first = ''] = values;
  const rank = net.graph.shapeOf(first).length;
  const axis = options.int32('axis');
  if ((axis < 0 ? axis + rank : axis) !== rank - 1) {
    throw net.unsupported(operator, `joins ${rank} axes along axis ${axis}, which is not the last`);
  }
  const fused = fusedActivation(net, operator, options.int8('activation'));
  const joined: Stage = {
    suffix: 'concat',
    add: (name) => net.graph.node('concat', name, values, {}),
  };
  const keeps = operator.inputs.map((_, position) => net.input(operator, position));
  net.emit(operator, first, [
    ...(values.length > 1 ? [joined] : []),
    ...finishingStages(net, operator, fused, keeps),
  ]);
}

/** A border around the pixels; `PADV2` says of what number. */
export function convertPad(net: TfliteNet, operator: TfliteOperator): void {
  const x = net.graph.shapeOf(net.value(operator, 0));
  const sizes = integersOf(net.constant(operator, 1));
  if (sizes.length !== 2 * x.length || sizes.some((size) => size < 0)) {
    throw net.misfit(operator, `pads ${formatShape(x)} by [${sizes.slice(0, 16)}]`);
  }
  const [nBefore, nAfter, top = 0, bottom = 0, left = 0, right = 0, cBefore, cAfter] = sizes;
  if (x.length !== 4 || nBefore || nAfter || cBefore || cAfter) {
    throw net.unsupported(operator, `pads ${formatShape(x)} by [${sizes}], not only its pixels`);
  }
  const attributes = { pads: { top, left, bottom, right }, value: padValue(net, operator) };
  net.emit(operator, net.value(operator, 0), [
    { suffix: 'pad', add: (name, from) => net.graph.node('pad2d', name, [from], attributes) },
    ...finishingStages(net, operator, 'NONE', [net.input(operator, 0)]),
  ]);
}

function padValue(net: TfliteNet, operator: TfliteOperator): number {
  if (!net.optionalInput(operator, 2)) return 0;
  const constant = net.constant(operator, 2);
  const count = product(constant.shape);
  if (count !== 1) throw net.misfit(operator, `pads with ${count} numbers, not one`);
  return dequantize(constant)[0] ?? 0;
}

/** The mean over all pixels; the other means are not taken. */
export function convertMean(net: TfliteNet, operator: TfliteOperator): void {
  const x = net.graph.shapeOf(net.value(operator, 0));
  const [n = 0, , , c = 0] = x;
  const rank = x.length;
  const axes = integersOf(net.constant(operator, 1)).map((axis) => (axis < 0 ? axis + rank : axis));
  const isOverPixels = axes.length === 2 && axes.includes(1) && axes.includes(2);
  if (!isOverPixels || rank !== 4) {
    throw net.unsupported(
      operator,
      `takes the mean of ${rank} axes over axes [${axes.slice(0, 8)}]`,
    );
  }
  const keepsAxes = optionsOf(operator, OPTIONS.reducer).bool('keepDims');
  net.emit(operator, net.value(operator, 0), [
    {
      suffix: 'mean',
      add: (name, from) => net.graph.node('global-average-pool', name, [from], {}),
    },
    ...finishingStages(net, operator, 'NONE'),
    ...(keepsAxes ? [reshapeStage(net, [n, 1, 1, c])] : []),
  ]);
}

/** The shape of the first input as the file means it: for one image. */
function imageShape(net: TfliteNet, operator: TfliteOperator): Shape {
  const [n = 1, ...rest] = net.graph.shapeOf(net.value(operator, 0));
  return [n / net.batch, ...rest];
}

/** Emits a reshape whose target is meant for one image: its leading 1 becomes the batch. */
function reshape(net: TfliteNet, operator: TfliteOperator, target: Shape): void {
  const [n, ...rest] = target;
  if (net.batch !== 1 && n !== 1) {
    throw net.unsupported(
      operator,
      `makes ${formatShape(target)} of one image, which has no axis for a batch of ${net.batch}`,
    );
  }
  const shape = n === 1 ? [net.batch, ...rest] : target;
  net.emit(operator, net.value(operator, 0), [
    reshapeStage(net, shape),
    ...finishingStages(net, operator, 'NONE', [net.input(operator, 0)]),
  ]);
}
