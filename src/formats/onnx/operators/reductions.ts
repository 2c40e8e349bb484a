// Sums, means and the like over axes that a node names.
import { intOf, intsOf } from '../attributes';
import type { OnnxNode } from '../onnx-model';
import { axisOf, type OnnxNet, outputOf, wholeNumbers } from '../onnx-net';
import { type Composition, composed } from './composition';
import type { Converter, Converters } from './converter';
import { type Reduce, reduceAxes } from './pooling';

export const REDUCTIONS: Converters = {
  ReduceMean: reduction((net) => (map, name) => net.add('global-average-pool', name, [map], {})),
  ReduceMax: reduction((net) => (map, name) => net.add('global-max-pool', name, [map], {})),
  ReduceSum: byFunction('sum'),
  ReduceMin: byFunction('min'),
  ReduceProd: byFunction('product'),
  ReduceL1: made((parts, reduce) => reduce('ReduceSum', parts.op('Abs', [parts.input(0)]))),
  ReduceSumSquare: made((parts, reduce) => reduce('ReduceSum', squareOf(parts))),
  ReduceL2: made((parts, reduce, give) => {
    give('Sqrt', reduce('ReduceSum', squareOf(parts)));
  }),
  ReduceLogSum: made((parts, reduce, give) => {
    give('Log', reduce('ReduceSum', parts.input(0)));
  }),
  // Exponentials of numbers below zero do not overflow.
  ReduceLogSumExp: composed((parts, node, net) => {
    const x = parts.input(0);
    const axes = reducedAxes(net, node, parts.rankOf(x));
    const largest = parts.op('ReduceMax', [x], { axes, keepdims: 1 });
    const powers = parts.op('Exp', [parts.op('Sub', [x, largest])]);
    const sum = parts.op('Log', [parts.op('ReduceSum', [powers], { axes, keepdims: 1 })]);
    const total = parts.op('Add', [sum, largest]);
    // One number of each is left, which is its own mean.
    parts.give('ReduceMean', [total], { axes, keepdims: intOf(node, 'keepdims', 1) });
  }),
};

function byFunction(name: 'sum' | 'min' | 'product'): Converter {
  return reduction(
    (net) => (map, value) => net.add('global-reduction', value, [map], { function: name }),
  );
}

function squareOf(parts: Composition): string {
  const x = parts.input(0);
  return parts.op('Mul', [x, x]);
}

/** Of other reductions and functions: `reduce` gives the whole's output unless `give` does. */
function made(
  make: (
    parts: Composition,
    reduce: (opType: string, x: string) => string,
    give: (opType: string, x: string) => void,
  ) => unknown,
): Converter {
  return composed((parts, node, net) => {
    const axes = reducedAxes(net, node, parts.rankOf(parts.input(0)));
    const attributes = { axes, keepdims: intOf(node, 'keepdims', 1) };
    let isGiven = false;
    const last = make(
      parts,
      (opType, x) => parts.op(opType, [x], attributes),
      (opType, x) => {
        isGiven = true;
        parts.give(opType, [x]);
      },
    );
    if (!isGiven) parts.give('Identity', [String(last)]);
  });
}

/** @throws UnsupportedError where nothing is named and that means no axis */
function reducedAxes(net: OnnxNet, node: OnnxNode, rank: number): readonly number[] {
  const axes = axesOf(net, node, rank);
  if (axes === null) throw net.unsupported(node, 'reduces no axis');
  return axes;
}

function reduction(reduceBy: (net: OnnxNet) => Reduce): Converter {
  return (net, node) => {
    const x = net.value(node, 0);
    const axes = axesOf(net, node, x.dims.length);
    if (axes === null || x.dims.length === 0) {
      net.define(outputOf(node), x, node.offset);
      return;
    }
    reduceAxes(net, node, reduceBy(net), x, { axes, keeps: intOf(node, 'keepdims', 1) !== 0 });
  };
}

/** Axes are an attribute, up to op set 12 or 17; then an input. All where none is named; null where that means none. */
export function axesOf(net: OnnxNet, node: OnnxNode, rank: number): readonly number[] | null {
  const input = net.optionalConstant(node, 1);
  const given = input
    ? wholeNumbers(input, (problem) => net.misfit(node, problem))
    : intsOf(node, 'axes');
  const isNone = !given || given.length === 0;
  if (isNone && intOf(node, 'noop_with_empty_axes', 0) !== 0) return null;
  if (isNone) return Array.from({ length: rank }, (_, axis) => axis);
  const axes = given.map((axis) => axisOf(net, node, axis, rank));
  if (new Set(axes).size < axes.length) throw net.misfit(node, `names an axis twice: ${axes}`);
  return axes;
}
