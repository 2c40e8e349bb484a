// Ops that take parts of values, or repeat them.
import { intOf } from '../attributes';
import { heldShape } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { axisOf, type Computed, type OnnxNet, outputOf } from '../onnx-net';
import { broadcastDims, spread } from './binary';
import type { Converters } from './converter';
import { numbersOf } from './shapes';
import { type AxisSlice, sliceRanges, splitSizes } from './slice-ranges';

export const PARTS: Converters = {
  Split: split,
  Slice: (net, node) => {
    const x = net.value(node, 0);
    net.define(
      outputOf(node),
      sliced(net, x, sliceRanges(net, node, x.dims), outputOf(node)),
      node.offset,
    );
  },
  Expand: expand,
  Gather: gather,
};

function split(net: OnnxNet, node: OnnxNode): void {
  const x = net.value(node, 0);
  const axis = axisOf(net, node, intOf(node, 'axis', 0), x.dims.length);
  let start = 0;
  for (const [i, size] of splitSizes(net, node, x.dims[axis] ?? 0).entries()) {
    const name = node.outputs[i] ?? '';
    if (name !== '') {
      net.define(name, sliced(net, x, [{ axis, start, step: 1, size }], name), node.offset);
    }
    start += size;
  }
}

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

function expand(net: OnnxNet, node: OnnxNode): void {
  const x = net.value(node, 0);
  const wanted = numbersOf(net, node, 1);
  if (!wanted) throw net.misfit(node, 'has no shape');
  const dims = broadcastDims(net, node, x.dims, wanted);
  const missing = dims.length - x.dims.length;
  const wide = net.reshaped(
    x,
    [...Array.from({ length: missing }, () => 1), ...x.dims],
    `${outputOf(node)}/widened`,
  );
  const value = spread(net, wide, dims, wide.order, outputOf(node));
  net.give(node, value, dims, wide.order);
}

/** One index, or indices that step evenly: what a slice can take. */
function gather(net: OnnxNet, node: OnnxNode): void {
  const x = net.value(node, 0);
  const indices = net.constant(node, 1);
  const axis = axisOf(net, node, intOf(node, 'axis', 0), x.dims.length);
  const length = x.dims[axis] ?? 0;
  const places = Array.from(indices.data, (index) => (index < 0 ? index + length : index));
  if (!places.every((place) => Number.isInteger(place) && place >= 0 && place < length)) {
    throw net.misfit(node, `takes [${places.slice(0, 8)}] of ${length}`);
  }
  const [start = 0, second = start + 1] = places;
  const step = second - start;
  if (places.some((place, i) => place !== start + i * step) || step === 0 || places.length === 0) {
    throw net.unsupported(node, 'takes numbers in an irregular order');
  }
  const range = { axis, start, step, size: places.length };
  const part = sliced(net, x, [range], `${outputOf(node)}/slice`);
  const dims = [...x.dims.slice(0, axis), ...indices.dims, ...x.dims.slice(axis + 1)];
  net.define(outputOf(node), net.reshaped(part, dims, outputOf(node)), node.offset);
}
