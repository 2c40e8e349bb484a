// Giving a value another shape.
import { formatShape, type Shape } from '../../tensor/tensor';
import { product } from '../../util/math';
import { finishingStages } from './activations';
import { integersOf } from './dequantize';
import { OPTIONS } from './schema';
import { heldShape, reshapeStage, type TfliteNet } from './tflite-net';
import { optionsOf, type TfliteOperator } from './tflite-operator';

/** The target comes as a constant input, or in old files as an option; one size may be −1. */
export function convertReshape(net: TfliteNet, operator: TfliteOperator): void {
  const target = net.optionalInput(operator, 1)
    ? integersOf(net.constant(operator, 1))
    : optionsOf(operator, OPTIONS.reshape).int32s('newShape');
  if (!target) throw net.misfit(operator, 'has no shape to give');
  // A file's shapes are those of one image, whatever the batch that was asked for.
  const count = product(net.graph.shapeOf(net.value(operator, 0))) / net.batch;
  const open = target.indexOf(-1);
  const known = product(target.filter((_, axis) => axis !== open));
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
  if (bad !== undefined)
    throw net.misfit(operator, `drops axis ${bad} of ${formatShape(x)}, which is not 1`);
  const isKept = (size: number, axis: number) =>
    axes.length > 0 ? !axes.includes(axis) : size !== 1;
  reshape(net, operator, x.filter(isKept));
}

/**
 * Emits a reshape whose target is meant for one image: its leading 1 becomes the batch. Images stay apart where both
 * shapes have them in front.
 */
export function reshape(net: TfliteNet, operator: TfliteOperator, target: Shape): void {
  const x = net.value(operator, 0);
  const [n, ...rest] = heldShape(target);
  const [images] = net.graph.shapeOf(x);
  if (n !== 1 || images !== net.batch) {
    net.refuseBatch(operator, `makes ${formatShape(target)}, which has no axis for the images`);
  }
  const shape = n === 1 ? [net.batch, ...rest] : target;
  net.emit(operator, x, [
    reshapeStage(net, shape),
    ...finishingStages(net, operator, 'NONE', [net.input(operator, 0)]),
  ]);
}

/** The shape of the first input as the file means it: for one image. */
export function imageShape(net: TfliteNet, operator: TfliteOperator): Shape {
  const [n, ...rest] = net.shapeOf(operator, 0);
  return n === undefined ? [] : [n / net.batch, ...rest];
}
