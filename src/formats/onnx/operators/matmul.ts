// Products of stacks of matrices, and of vectors.
import type { Shape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { floatOf, intOf } from '../attributes';
import type { OnnxNode } from '../onnx-model';
import { type Computed, type OnnxNet, outputOf } from '../onnx-net';
import { combine } from './binary';
import { Composition } from './composition';
import type { Converters } from './converter';
import { gemmWith, layer, matrixOf, number, transposed } from './matrix';
import { multiply } from './products';

export const MATMUL: Converters = { Gemm: gemm, MatMul: matMul };

/** A third input that is computed is multiplied by beta before. */
function gemm(net: OnnxNet, node: OnnxNode): void {
  const beta = floatOf(node, 'beta', 1);
  const plain = gemmWith(multiplyBySecond);
  if (beta === 1 || net.optional(node, 2)?.kind !== 'computed') {
    plain(net, node);
    return;
  }
  const parts = new Composition(net, node);
  const scaled = parts.op('Mul', [parts.input(2), parts.real(beta)]);
  const attributes = node.attributes.filter(({ name }) => name !== 'beta');
  plain(net, { ...node, attributes, inputs: [...node.inputs.slice(0, 2), scaled] });
}

/** A · B' · alpha, B' the node's second input. */
function multiplyBySecond(
  net: OnnxNet,
  node: OnnxNode,
  a: Computed,
  alpha: number,
  name: string,
): Computed {
  const isTransposed = intOf(node, 'transB', 0) !== 0;
  const b = matrixOf(net, node, net.value(node, 1), isTransposed);
  if (alpha === 1) return multiply(net, node, a, b, name);
  const unscaled = multiply(net, node, a, b, `${name}/unscaled`);
  return combine(net, node, 'mul', unscaled, number(`${name}/alpha`, alpha), name);
}

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
