// Means and maxima over axes that a node names.
import { intOf, intsOf } from '../attributes';
import type { OnnxNode } from '../onnx-model';
import { axisOf, type OnnxNet, outputOf, wholeNumbers } from '../onnx-net';
import type { Converters } from './converter';
import { type Reduction, reduceAxes } from './pooling';

export const REDUCTIONS: Converters = {
  ReduceMean: (net, node) => reduce(net, node, 'global-average-pool'),
  ReduceMax: (net, node) => reduce(net, node, 'global-max-pool'),
};

/** Axes are an attribute, for means up to op set 17; then an input. */
function reduce(net: OnnxNet, node: OnnxNode, op: Reduction): void {
  const x = net.value(node, 0);
  const rank = x.dims.length;
  const input = net.optionalConstant(node, 1);
  const given = input
    ? wholeNumbers(input, (problem) => net.misfit(node, problem))
    : intsOf(node, 'axes');
  const isNone = !given || given.length === 0;
  if (isNone && intOf(node, 'noop_with_empty_axes', 0) !== 0) {
    net.define(outputOf(node), x, node.offset);
    return;
  }
  const all = x.dims.map((_, axis) => axis);
  const axes = isNone ? all : given.map((axis) => axisOf(net, node, axis, rank));
  if (new Set(axes).size < axes.length) throw net.misfit(node, `names an axis twice: ${axes}`);
  reduceAxes(net, node, op, x, { axes, keeps: intOf(node, 'keepdims', 1) !== 0 });
}
