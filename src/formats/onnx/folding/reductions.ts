// Sums, means and the like of constants, over axes that a node names.
import { rowMajorStrides } from '../../../ops/strided';
import { product } from '../../../util/math';
import { intOf } from '../attributes';
import { type Constant, foldedConstant } from '../constant';
import type { OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import { axesOf } from '../operators/reductions';
import type { Folder, Folders } from './folder';

/** What becomes of the numbers that are reduced to one. */
type Reduce = (numbers: readonly number[]) => number;

const sum: Reduce = (numbers) => numbers.reduce((a, b) => a + b, 0);
const squares: Reduce = (numbers) => numbers.reduce((a, b) => a + b * b, 0);

export const CONSTANT_REDUCTIONS: Folders = {
  ReduceSum: reduction(sum),
  ReduceMean: reduction((numbers) => sum(numbers) / numbers.length),
  ReduceMax: reduction((numbers) =>
    numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ),
  ReduceMin: reduction((numbers) =>
    numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  ),
  ReduceProd: reduction(product),
  ReduceL1: reduction((numbers) => numbers.reduce((a, b) => a + Math.abs(b), 0)),
  ReduceL2: reduction((numbers) => Math.sqrt(squares(numbers))),
  ReduceSumSquare: reduction(squares),
};

function reduction(reduce: Reduce): Folder {
  return (net, node, [x]) => (x ? [reduced(net, node, x, reduce)] : []);
}

function reduced(net: OnnxNet, node: OnnxNode, x: Constant, reduce: Reduce): Constant {
  const axes = axesOf(net, node, x.dims.length) ?? [];
  const keeps = intOf(node, 'keepdims', 1) !== 0;
  const strides = rowMajorStrides(x.dims);
  const isReduced = (axis: number) => axes.includes(axis);
  const kept = x.dims.flatMap((_, axis) => (isReduced(axis) ? [] : [axis]));
  const offsets = offsetsOf(axes, x.dims, strides);
  const bases = offsetsOf(kept, x.dims, strides);
  const dims = keeps
    ? x.dims.map((size, axis) => (isReduced(axis) ? 1 : size))
    : kept.map((axis) => x.dims[axis] ?? 1);
  return foldedConstant(outputOf(node), dims, x.dataType, (i) =>
    reduce(offsets.map((offset) => x.data[(bases[i] ?? 0) + offset] ?? 0)),
  );
}

/** Where the numbers along some axes lie, in row-major order of these. */
function offsetsOf(
  axes: readonly number[],
  dims: readonly number[],
  strides: readonly number[],
): number[] {
  return axes.reduce<number[]>(
    (offsets, axis) =>
      offsets.flatMap((offset) =>
        Array.from({ length: dims[axis] ?? 1 }, (_, i) => offset + i * (strides[axis] ?? 0)),
      ),
    [0],
  );
}
