// Operators that drop and add axes of size 1.
import { formatShape, type Shape } from '../../../tensor/tensor';
import { integersOf } from '../dequantize';
import type { Converters } from '../ops';
import { reshape } from '../shapes';
import type { TfliteNet } from '../tflite-net';
import { optionsOf, type TfliteOperator } from '../tflite-operator';
import { FURTHER_OPTIONS as OPTIONS } from './options';

export const UNIT_AXES: Converters = { EXPAND_DIMS: convertExpandDims, SQUEEZE: convertSqueeze };

/** Drops axes of size 1: those that are named, or all. */
function convertSqueeze(net: TfliteNet, operator: TfliteOperator): void {
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

/** Adds an axis of size 1. */
function convertExpandDims(net: TfliteNet, operator: TfliteOperator): void {
  const x = imageShape(net, operator);
  const [axis = 0] = integersOf(net.constant(operator, 1));
  const at = axis < 0 ? axis + x.length + 1 : axis;
  if (at < 0 || at > x.length) throw net.misfit(operator, `adds axis ${axis} to ${formatShape(x)}`);
  reshape(net, operator, [...x.slice(0, at), 1, ...x.slice(at)]);
}

/** The shape of the first input as the file means it: for one image. */
function imageShape(net: TfliteNet, operator: TfliteOperator): Shape {
  const [n, ...rest] = net.shapeOf(operator, 0);
  return n === undefined ? [] : [n / net.batch, ...rest];
}
