// Axes that operators name, counted from the front.
import { integersOf } from '../dequantize';
import type { TfliteNet } from '../tflite-net';
import type { TfliteOperator } from '../tflite-operator';

/** An axis of `rank`; a negative one counts from the end. @throws ModelFormatError when there is no such axis */
export function axisOf(
  net: TfliteNet,
  operator: TfliteOperator,
  axis: number,
  rank: number,
): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(positive) && positive >= 0 && positive < rank) return positive;
  throw net.misfit(operator, `names axis ${axis} of ${rank}`);
}

/** The axes of a constant input, each once, in order. @throws as `axisOf` */
export function axesOf(
  net: TfliteNet,
  operator: TfliteOperator,
  position: number,
  rank: number,
): number[] {
  const axes = integersOf(net.constant(operator, position));
  const distinct = new Set(axes.map((axis) => axisOf(net, operator, axis, rank)));
  return [...distinct].sort((a, b) => a - b);
}
