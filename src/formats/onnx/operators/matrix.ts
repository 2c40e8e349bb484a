// Products of two matrices: layers with constant weights, or of two computed values.
import { formatShape, type Shape, sameShape } from '../../../tensor/tensor';
import { floatOf, intOf } from '../attributes';
import { type Constant, foldedConstant, lazyConstant } from '../constant';
import { ownOrder, transposedOrder } from '../layout';
import { ONNX_TYPES, type OnnxNode } from '../onnx-model';
import { type Computed, type OnnxNet, type Operand, outputOf } from '../onnx-net';
import { permuted } from '../permute';
import { broadcastDims, combine, spread } from './binary';
import type { Converters } from './converter';

export const MATRIX: Converters = { Gemm: gemm };

/** y = alpha · A' · B' + beta · C, A' and B' transposed where the node says so. */
function gemm(net: OnnxNet, node: OnnxNode): void {
  const transposeA = intOf(node, 'transA', 0) !== 0;
  const transposeB = intOf(node, 'transB', 0) !== 0;
  const a = matrixOf(net, node, net.value(node, 0), transposeA);
  const b = net.input(node, 1);
  const c = net.optional(node, 2);
  if (b.dims.length !== 2) throw net.misfit(node, `multiplies by ${formatShape(b.dims)}`);
  const [alpha, beta] = [floatOf(node, 'alpha', 1), floatOf(node, 'beta', 1)];
  const name = outputOf(node);
  const isPlain = c === null || beta === 0;
  const productName = isPlain ? name : `${name}/product`;
  let y: Computed;
  if (b.kind === 'constant') {
    y = layer(net, node, a, transposeB ? b : transposed(b), alpha, productName);
  } else {
    const right = matrixOf(net, node, net.value(node, 1), transposeB);
    const scaled = alpha === 1 ? productName : `${name}/unscaled`;
    y = multiply(net, node, a, right, scaled);
    if (alpha !== 1) y = combine(net, node, 'mul', y, number(`${name}/alpha`, alpha), productName);
  }
  if (!isPlain) y = combine(net, node, 'add', y, scaledBy(net, node, c, beta), name);
  net.define(name, y, node.offset);
}

function matrixOf(net: OnnxNet, node: OnnxNode, x: Computed, isTransposed: boolean): Computed {
  if (x.dims.length !== 2) throw net.misfit(node, `multiplies ${formatShape(x.dims)}`);
  if (!isTransposed) return x;
  return { ...x, dims: x.dims.toReversed(), order: transposedOrder(x.order, [1, 0]) };
}

/** A constant matrix the other way round. */
export function transposed(constant: Constant): Constant {
  const { name, dims, dataType, firstStrange } = constant;
  const description = {
    name: `${name}/transposed`,
    dims: dims.toReversed(),
    dataType,
    firstStrange,
  };
  return lazyConstant(description, () => permuted(constant.data, dims, [1, 0]));
}

function number(name: string, value: number): Constant {
  return foldedConstant(name, [], ONNX_TYPES.FLOAT, () => value);
}

function scaledBy(net: OnnxNet, node: OnnxNode, c: Operand, beta: number): Operand {
  if (beta === 1) return c;
  if (c.kind === 'computed') {
    const name = `${outputOf(node)}/beta`;
    return combine(net, node, 'mul', c, number(`${name}/factor`, beta), name);
  }
  const numbers = net.realNumbers(c);
  return foldedConstant(`${c.name}/scaled`, c.dims, c.dataType, (i) => (numbers[i] ?? 0) * beta);
}

/** [m, k] times constant weights [n, k]. */
export function layer(
  net: OnnxNet,
  node: OnnxNode,
  x: Computed,
  weights: Constant,
  alpha: number,
  name: string,
): Computed {
  const [m = 0, k = 0] = x.dims;
  const [n = 0, columns = 0] = weights.dims;
  if (k !== columns)
    throw net.misfit(node, `multiplies ${formatShape(x.dims)} by ${n} rows of ${columns}`);
  net.checkWeights(weights);
  const w = net.addWeights(`${weights.name} times ${alpha}`, weights.name, [n, k], () => {
    const numbers = net.realNumbers(weights);
    return alpha === 1 ? numbers : numbers.map((value) => value * alpha);
  });
  const source = net.reordered(x, [0, 1]).value;
  const value = net.add('fully-connected', name, [source, w], { activation: 'none' });
  return { kind: 'computed', value, dims: [m, n], order: [0, 1] };
}

/** Matrices of two computed values, in row-major order. */
export function multiply(
  net: OnnxNet,
  node: OnnxNode,
  a: Computed,
  b: Computed,
  name: string,
): Computed {
  if (a.dims.at(-1) !== b.dims.at(-2)) {
    throw net.misfit(node, `multiplies ${formatShape(a.dims)} by ${formatShape(b.dims)}`);
  }
  const outer = broadcastDims(net, node, a.dims.slice(0, -2), b.dims.slice(0, -2));
  const values = [a, b].map((x, i) => matrices(net, x, outer, `${name}/${i}`));
  const value = net.add('matmul', name, values, {});
  const dims = [...outer, a.dims.at(-2) ?? 0, b.dims.at(-1) ?? 0];
  return { kind: 'computed', value, dims, order: ownOrder(dims.length) };
}

function matrices(net: OnnxNet, x: Computed, outer: Shape, name: string): string {
  const dims = [...outer, ...x.dims.slice(-2)];
  const missing = dims.length - x.dims.length;
  const own = net.reordered(x, ownOrder(x.dims.length));
  if (sameShape(dims, x.dims)) return own.value;
  const wide = net.reshaped(
    own,
    [...Array.from({ length: missing }, () => 1), ...x.dims],
    `${name}/widened`,
  );
  return spread(net, wide, dims, ownOrder(dims.length), name);
}
