// Regular parts of values.
import { heldShape } from '../layout';
import type { Computed, OnnxNet } from '../onnx-net';
import type { AxisSlice } from './slice-ranges';

/** A part of a value, in the order in which it is held; the value itself where the part is all of it. */
export function sliced(
  net: OnnxNet,
  x: Computed,
  ranges: readonly AxisSlice[],
  name: string,
): Computed {
  const find = (axis: number) => ranges.find((range) => range.axis === axis);
  const isWhole = ranges.every(({ axis, start, step, size }) => {
    return start === 0 && step === 1 && size === x.dims[axis];
  });
  if (isWhole) return x;
  const dims = x.dims.map((size, axis) => find(axis)?.size ?? size);
  const value = net.add('slice', name, [x.value], {
    starts: x.order.map((axis) => find(axis)?.start ?? 0),
    steps: x.order.map((axis) => find(axis)?.step ?? 1),
    sizes: heldShape(dims, x.order),
  });
  return { ...x, value, dims };
}
