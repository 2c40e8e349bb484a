// Ops that move numbers, or only rename axes.
import { formatShape, type Shape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { ownOrder, transposedOrder, withAxisLast } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import type { Converters } from './converter';
import { flattenedDims, joinedDims, permutationOf, reshapedDims, squeezedDims } from './shapes';

export const MOVEMENT: Converters = {
  Identity: pass,
  Dropout: dropout,
  Transpose: transpose,
  Reshape: (net, node) => reshapeTo(net, node, reshapedDims),
  Flatten: (net, node) => reshapeTo(net, node, flattenedDims),
  Squeeze: (net, node) => reshapeTo(net, node, squeezedDims),
  Concat: concat,
};

/** The output is the input under another name. */
function pass(net: OnnxNet, node: OnnxNode): void {
  net.define(outputOf(node), net.input(node, 0), node.offset);
}

/** Inference drops nothing. */
function dropout(net: OnnxNet, node: OnnxNode): void {
  if ((node.outputs[1] ?? '') !== '') throw net.unsupported(node, 'gives its mask');
  const training = net.optional(node, 2);
  if (training && (training.kind === 'computed' || training.data[0] !== 0)) {
    throw net.unsupported(node, 'is in training mode');
  }
  pass(net, node);
}

function transpose(net: OnnxNet, node: OnnxNode): void {
  const x = net.value(node, 0);
  const permutation = permutationOf(net, node, x.dims.length);
  const dims = permutation.map((axis) => x.dims[axis] ?? 1);
  net.give(node, x.value, dims, transposedOrder(x.order, permutation));
}

/** Converts to a reshape. @throws ModelFormatError where the numbers do not fit the dimensions */
export function reshapeTo(
  net: OnnxNet,
  node: OnnxNode,
  dimsOf: (net: OnnxNet, node: OnnxNode, dims: Shape) => Shape,
): void {
  const x = net.value(node, 0);
  const dims = dimsOf(net, node, x.dims);
  if (product(dims) !== product(x.dims)) {
    throw net.misfit(node, `cannot make ${formatShape(dims)} of ${formatShape(x.dims)}`);
  }
  net.define(outputOf(node), net.reshaped(x, dims, outputOf(node)), node.offset);
}

/** All inputs are brought to the order of the first one that is computed, the joined axis innermost. */
function concat(net: OnnxNet, node: OnnxNode): void {
  const operands = node.inputs.map((_, position) => net.input(node, position));
  const { axis, dims } = joinedDims(
    net,
    node,
    operands.map((operand) => operand.dims),
  );
  const computed = operands.find((operand) => operand.kind === 'computed');
  const order = withAxisLast(computed?.order ?? ownOrder(dims.length), axis);
  const values = operands.flatMap((operand, position) => {
    // What is empty adds nothing.
    if (operand.dims[axis] === 0) return [];
    if (operand.kind === 'constant') return [net.addConstant(operand, order)];
    return [net.reordered(net.value(node, position), order).value];
  });
  net.give(node, net.add('concat', outputOf(node), values, {}), dims, order);
}
