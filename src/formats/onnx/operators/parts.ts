// Ops that take parts of values, or repeat them.
import type { Shape } from '../../../tensor/tensor';
import { intOf } from '../attributes';
import { type Constant, foldedConstant } from '../constant';
import type { OnnxNode } from '../onnx-model';
import { ONNX_TYPES } from '../onnx-model';
import { axisOf, type OnnxNet, outputOf } from '../onnx-net';
import { broadcastDims, spread } from './binary';
import type { Converters } from './converter';
import { takenInOrder } from './runs';
import { numbersOf } from './shapes';
import { type AxisSlice, sliceRanges, splitSizes } from './slice-ranges';
import { sliced } from './sliced';

export const PARTS: Converters = {
  Split: split,
  Slice: (net, node) => {
    const x = net.value(node, 0);
    const ranges = sliceRanges(net, node, x.dims);
    const part = ranges.some(({ size }) => size === 0)
      ? emptyPart(outputOf(node), x.dims, ranges)
      : sliced(net, x, ranges, outputOf(node));
    net.define(outputOf(node), part, node.offset);
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
      const ranges = [{ axis, start, step: 1, size }];
      const part = size === 0 ? emptyPart(name, x.dims, ranges) : sliced(net, x, ranges, name);
      net.define(name, part, node.offset);
    }
    start += size;
  }
}

/** A part without any number is a constant, whatever it is a part of. */
function emptyPart(name: string, dims: Shape, ranges: readonly AxisSlice[]): Constant {
  const sizes = dims.map((size, axis) => ranges.find((range) => range.axis === axis)?.size ?? size);
  return foldedConstant(name, sizes, ONNX_TYPES.FLOAT, () => 0);
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

/** One index, or indices that step evenly, are a slice. */
function gather(net: OnnxNet, node: OnnxNode): void {
  const x = net.value(node, 0);
  const indices = net.constant(node, 1);
  const axis = axisOf(net, node, intOf(node, 'axis', 0), x.dims.length);
  const length = x.dims[axis] ?? 0;
  const places = Array.from(indices.data, (index) => (index < 0 ? index + length : index));
  if (!places.every((place) => Number.isInteger(place) && place >= 0 && place < length)) {
    throw net.misfit(node, `takes indices [${places.slice(0, 8)}] of ${length}`);
  }
  if (places.length === 0) throw net.unsupported(node, 'takes nothing');
  const [start = 0, second = start + 1] = places;
  const step = second - start;
  const isEven = step !== 0 && places.every((place, i) => place === start + i * step);
  const range = { axis, start, step, size: places.length };
  const part = isEven
    ? sliced(net, x, [range], `${outputOf(node)}/slice`)
    : takenInOrder(net, node, x, axis, places);
  const dims = [...x.dims.slice(0, axis), ...indices.dims, ...x.dims.slice(axis + 1)];
  net.define(outputOf(node), net.reshaped(part, dims, outputOf(node)), node.offset);
}
