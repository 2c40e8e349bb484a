// Products of matrices: layers with constant weights; products.ts has those of two computed values.
import { formatShape } from '../../../tensor/tensor';
import { floatOf, intOf } from '../attributes';
import { type Constant, foldedConstant, lazyConstant } from '../constant';
import { transposedOrder } from '../layout';
import { ONNX_TYPES, type OnnxNode } from '../onnx-model';
import { type Computed, type OnnxNet, type Operand, outputOf } from '../onnx-net';
import { permuted } from '../permute';
import { combine } from './binary';
import type { Converter, Converters } from './converter';

export const MATRIX: Converters = { Gemm: gemmWith(null) };

/** Multiplies a matrix by the node's second input, which is computed, and by a number. */
type Multiply = (
  net: OnnxNet,
  node: OnnxNode,
  a: Computed,
  alpha: number,
  name: string,
) => Computed;

/** A converter of Gemm; of two computed values only with what multiplies them. */
export function gemmWith(multiply: Multiply | null): Converter {
  return (net, node) => gemm(net, node, multiply);
}

/** y = alpha · A' · B' + beta · C, A' and B' transposed where the node says so. */
function gemm(net: OnnxNet, node: OnnxNode, multiply: Multiply | null): void {
  const transposeA = intOf(node, 'transA', 0) !== 0;
  const transposeB = intOf(node, 'transB', 0) !== 0;
  const a = matrixOf(net, node, net.value(node, 0), transposeA);
  const b = net.input(node, 1);
  const c = net.optional(node, 2);
  if (b.dims.length !== 2)
    throw net.misfit(node, `multiplies by ${formatShape(b.dims)}, not by a matrix`);
  const [alpha, beta] = [floatOf(node, 'alpha', 1), floatOf(node, 'beta', 1)];
  const name = outputOf(node);
  const isPlain = c === null || beta === 0;
  const productName = isPlain ? name : `${name}/product`;
  const weights = b.kind === 'constant' ? b : null;
  let y = weights
    ? layer(net, node, a, transposeB ? weights : transposed(weights), alpha, productName)
    : multiply?.(net, node, a, alpha, productName);
  if (!y) throw net.unsupported(node, 'multiplies two computed values');
  if (!isPlain) y = combine(net, node, 'add', y, scaledBy(net, node, c, beta), name);
  net.define(name, y, node.offset);
}

/** A matrix, perhaps the other way round. @throws ModelFormatError for other values */
export function matrixOf(
  net: OnnxNet,
  node: OnnxNode,
  x: Computed,
  isTransposed: boolean,
): Computed {
  if (x.dims.length !== 2)
    throw net.misfit(node, `multiplies ${formatShape(x.dims)}, not a matrix`);
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

/** A constant of one number. */
export function number(name: string, value: number): Constant {
  return foldedConstant(name, [], ONNX_TYPES.FLOAT, () => value);
}

function scaledBy(net: OnnxNet, node: OnnxNode, c: Operand, beta: number): Operand {
  if (beta === 1) return c;
  if (c.kind === 'computed') throw net.unsupported(node, 'scales what it adds');
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
