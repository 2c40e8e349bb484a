// What few files combine values by: slopes below zero, and sums of any number of terms.
import { formatShape, sameShape } from '../../../tensor/tensor';
import type { OnnxNode } from '../onnx-model';
import { type OnnxNet, type Operand, outputOf } from '../onnx-net';
import { broadcastDims, combine } from './binary';
import type { Converters } from './converter';

export const COMBINATIONS: Converters = { PRelu: prelu, Sum: sum };

/** The slope repeats over x, never x over the slope. */
function prelu(net: OnnxNet, node: OnnxNode): void {
  const [x, slope] = [net.input(node, 0), net.input(node, 1)];
  const dims = broadcastDims(net, node, x.dims, slope.dims);
  if (!sameShape(dims, x.dims)) {
    throw net.misfit(node, `has slopes ${formatShape(slope.dims)} for ${formatShape(x.dims)}`);
  }
  net.define(outputOf(node), combine(net, node, 'prelu', x, slope, outputOf(node)), node.offset);
}

/** Any number of terms, added one by one. */
function sum(net: OnnxNet, node: OnnxNode): void {
  const terms = node.inputs.map((_, position) => net.input(node, position));
  const total = terms.slice(1).reduce<Operand>(
    (left, right, i) => {
      const isLast = i === terms.length - 2;
      const name = isLast ? outputOf(node) : `${outputOf(node)}/sum${i + 1}`;
      return combine(net, node, 'add', left, right, name);
    },
    net.input(node, 0),
  );
  net.define(outputOf(node), total, node.offset);
}
