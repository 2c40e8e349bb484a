// Operators that add axes of size 1.
import { formatShape } from '../../../tensor/tensor';
import { integersOf } from '../dequantize';
import type { Converters } from '../ops';
import { imageShape, reshape } from '../shapes';
import type { TfliteNet } from '../tflite-net';
import type { TfliteOperator } from '../tflite-operator';

export const UNIT_AXES: Converters = { EXPAND_DIMS: convertExpandDims };

/** Adds an axis of size 1. */
function convertExpandDims(net: TfliteNet, operator: TfliteOperator): void {
  const x = imageShape(net, operator);
  const [axis = 0] = integersOf(net.constant(operator, 1));
  const at = axis < 0 ? axis + x.length + 1 : axis;
  if (at < 0 || at > x.length) throw net.misfit(operator, `adds axis ${axis} to ${formatShape(x)}`);
  reshape(net, operator, [...x.slice(0, at), 1, ...x.slice(at)]);
}
