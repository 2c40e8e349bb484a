// Constants in other shapes and orders, joined and taken apart.
import { rowMajorStrides } from '../../../ops/strided';
import type { Shape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { intOf } from '../attributes';
import { type Constant, foldedConstant, lazyConstant, renamed } from '../constant';
import { ONNX_TYPES, type OnnxNode } from '../onnx-model';
import { axisOf, type OnnxNet, outputOf } from '../onnx-net';
import {
  flattenedDims,
  joinedDims,
  numbersOf,
  permutationOf,
  reshapedDims,
  squeezedDims,
} from '../operators/shapes';
import { type AxisSlice, sliceRanges, splitSizes } from '../operators/slice-ranges';
import { unsqueezedDims } from '../operators/unsqueeze';
import { permuted } from '../permute';
import type { Folder, Folders } from './folder';

export const CONSTANT_MOVEMENT: Folders = {
  Identity: (_, node, [x]) => (x ? [renamed(x, outputOf(node))] : []),
  Reshape: reshaped(reshapedDims),
  Flatten: reshaped(flattenedDims),
  Squeeze: reshaped(squeezedDims),
  Unsqueeze: reshaped(unsqueezedDims),
  Transpose: (net, node, [x]) => (x ? [transposed(net, node, x)] : []),
  Concat: (net, node, inputs) => [joined(net, node, inputs)],
  Slice: (net, node, [x]) => (x ? [sliced(outputOf(node), x, sliceRanges(net, node, x.dims))] : []),
  Split: (net, node, [x]) => (x ? split(net, node, x) : []),
  Tile: (net, node, [x]) => (x ? [tiled(net, node, x)] : []),
  Gather: (net, node, [x, indices]) => (x && indices ? [gathered(net, node, x, indices)] : []),
};

function reshaped(dimsOf: (net: OnnxNet, node: OnnxNode, dims: Shape) => Shape): Folder {
  return (net, node, [x]) => {
    if (!x) return [];
    const dims = dimsOf(net, node, x.dims);
    if (product(dims) !== product(x.dims)) {
      throw net.misfit(node, `cannot make [${dims}] of [${x.dims}]`);
    }
    return [renamed(x, outputOf(node), dims)];
  };
}

function transposed(net: OnnxNet, node: OnnxNode, x: Constant): Constant {
  const order = permutationOf(net, node, x.dims.length);
  const dims = order.map((axis) => x.dims[axis] ?? 1);
  const { dataType, firstStrange } = x;
  return lazyConstant({ name: outputOf(node), dims, dataType, firstStrange }, () =>
    permuted(x.data, x.dims, order),
  );
}

function joined(net: OnnxNet, node: OnnxNode, inputs: readonly Constant[]): Constant {
  const { axis, dims } = joinedDims(
    net,
    node,
    inputs.map((input) => input.dims),
  );
  // What every input gives to one position of the axes before the joined one.
  const rows = inputs.map(({ dims }) => product(dims.slice(axis)));
  const row = rows.reduce((sum, length) => sum + length, 0);
  return foldedConstant(outputOf(node), dims, inputs[0]?.dataType ?? ONNX_TYPES.FLOAT, (i) => {
    let at = i % row;
    let part = 0;
    while (at >= (rows[part] ?? row)) at -= rows[part++] ?? row;
    return inputs[part]?.data[Math.floor(i / row) * (rows[part] ?? 0) + at] ?? 0;
  });
}

function sliced(name: string, x: Constant, ranges: readonly AxisSlice[]): Constant {
  const find = (axis: number) => ranges.find((range) => range.axis === axis);
  const strides = rowMajorStrides(x.dims);
  const dims = x.dims.map((size, axis) => find(axis)?.size ?? size);
  const rows = rowMajorStrides(dims);
  return foldedConstant(name, dims, x.dataType, (i) => {
    const at = dims.reduce((sum, size, axis) => {
      const place = Math.floor(i / (rows[axis] ?? 1)) % size;
      const { start = 0, step = 1 } = find(axis) ?? {};
      return sum + (start + place * step) * (strides[axis] ?? 0);
    }, 0);
    return x.data[at] ?? 0;
  });
}

function tiled(net: OnnxNet, node: OnnxNode, x: Constant): Constant {
  const repeats = numbersOf(net, node, 1) ?? [];
  const dims = x.dims.map((size, axis) => size * (repeats[axis] ?? 1));
  const [rows, strides] = [rowMajorStrides(dims), rowMajorStrides(x.dims)];
  return foldedConstant(outputOf(node), dims, x.dataType, (i) => {
    const at = x.dims.reduce((sum, size, axis) => {
      return sum + (Math.floor(i / (rows[axis] ?? 1)) % size) * (strides[axis] ?? 0);
    }, 0);
    return x.data[at] ?? 0;
  });
}

function split(net: OnnxNet, node: OnnxNode, x: Constant): Constant[] {
  const axis = axisOf(net, node, intOf(node, 'axis', 0), x.dims.length);
  let start = 0;
  return splitSizes(net, node, x.dims[axis] ?? 0).map((size, i) => {
    const part = sliced(node.outputs[i] ?? '', x, [{ axis, start, step: 1, size }]);
    start += size;
    return part;
  });
}

function gathered(net: OnnxNet, node: OnnxNode, x: Constant, indices: Constant): Constant {
  const axis = axisOf(net, node, intOf(node, 'axis', 0), x.dims.length);
  const length = x.dims[axis] ?? 0;
  const inner = product(x.dims.slice(axis + 1));
  const count = indices.data.length;
  const places = Array.from(indices.data, (index) => (index < 0 ? index + length : index));
  const wrong = places.findIndex((place) => !(place >= 0 && place < length));
  if (wrong >= 0)
    throw net.misfit(node, `takes index ${indices.data[wrong]} of an axis of ${length}`);
  const dims = [...x.dims.slice(0, axis), ...indices.dims, ...x.dims.slice(axis + 1)];
  return foldedConstant(outputOf(node), dims, x.dataType, (i) => {
    const place = places[Math.floor(i / inner) % count] ?? 0;
    const outer = Math.floor(i / (inner * count));
    return x.data[(outer * length + place) * inner + (i % inner)] ?? 0;
  });
}
