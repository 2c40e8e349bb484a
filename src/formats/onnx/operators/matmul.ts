// Products of stacks of matrices, and of vectors.
import type { Shape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import type { OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import type { Converters } from './converter';
import { layer, multiply, transposed } from './matrix';

export const MATMUL: Converters = { MatMul: matMul };

/** Numpy's product: vectors count as matrices of one row or column, and the axes before the matrices broadcast. */
function matMul(net: OnnxNet, node: OnnxNode): void {
  const name = outputOf(node);
  const a = net.value(node, 0);
  const b = net.input(node, 1);
  if (a.dims.length === 0 || b.dims.length === 0)
    throw net.misfit(node, 'multiplies single numbers');
  const left = a.dims.length === 1 ? net.reshaped(a, [1, ...a.dims], `${name}/row`) : a;
  const dropped = dropOnes(a.dims, b.dims);
  if (b.kind === 'constant' && b.dims.length === 2) {
    const outer = left.dims.slice(0, -1);
    const k = left.dims.at(-1) ?? 0;
    const rows = net.reshaped(left, [product(outer), k], `${name}/rows`);
    const y = layer(net, node, rows, transposed(b), 1, `${name}/product`);
    const dims = dropped([...outer, b.dims[1] ?? 0]);
    net.define(name, net.reshaped(y, dims, name), node.offset);
    return;
  }
  const stored = net.value(node, 1);
  const right =
    b.dims.length === 1 ? net.reshaped(stored, [...b.dims, 1], `${name}/column`) : stored;
  const y = multiply(net, node, left, right, `${name}/product`);
  net.define(name, net.reshaped(y, dropped(y.dims), name), node.offset);
}

/** The result's dimensions without those that vectors were given. */
function dropOnes(a: Shape, b: Shape): (dims: Shape) => Shape {
  return (dims) => {
    const columns = b.length === 1 ? dims.slice(0, -1) : dims;
    const at = columns.length - (b.length === 1 ? 1 : 2);
    return a.length === 1 ? columns.filter((_, axis) => axis !== at) : columns;
  };
}
