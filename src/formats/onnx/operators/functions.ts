// Functions of one value, comparisons and choices that few files have.
import type { ComparisonName } from '../../../ops/elementwise/comparison';
import type { UnaryName } from '../../../ops/elementwise/unary';
import { type Shape, sameShape } from '../../../tensor/tensor';
import { floatOf, intOf, stringOf } from '../attributes';
import { foldedConstant, isReal } from '../constant';
import { COMPARISON_SPELLINGS, UNARY_SPELLINGS } from '../further-spellings';
import { ONNX_TYPES, type OnnxNode } from '../onnx-model';
import { type Computed, type OnnxNet, type Operand, outputOf } from '../onnx-net';
import { BINARY, broadcastDims, orderOf, paired, spread, widened } from './binary';
import { composed } from './composition';
import type { Converter, Converters } from './converter';

const { FLOAT, BOOL } = ONNX_TYPES;

export const FUNCTIONS: Converters = {
  ...Object.fromEntries(UNARY_SPELLINGS.map(([opType, name]) => [opType, unary(name)])),
  ...Object.fromEntries(COMPARISON_SPELLINGS.map(([opType, name]) => [opType, comparison(name)])),
  Min: variadic('min'),
  Max: variadic('max'),
  Pow: (net, node) => BINARY.Pow?.(...withRealExponent(net, node)),
  Where: where,
  Gelu: (net, node) => {
    const isTanh = stringOf(node, 'approximate', 'none') === 'tanh';
    unary(isTanh ? 'gelu-tanh' : 'gelu')(net, node);
  },
  And: (net, node) => define(net, node, compare(net, node, 'min', ...inputsOf(net, node)), BOOL),
  Or: (net, node) => define(net, node, compare(net, node, 'max', ...inputsOf(net, node)), BOOL),
  Not: (net, node) => {
    const zero = number(`${outputOf(node)}/zero`, 0);
    define(net, node, compare(net, node, 'equal', asReal(net.input(node, 0)), zero), BOOL);
  },
  Xor: composed((parts) => {
    parts.give('Not', [parts.op('Equal', [parts.input(0), parts.input(1)])]);
  }),
  Selu: composed((parts, node) => {
    const alpha = floatOf(node, 'alpha', 1.6732632423543772);
    const elu = parts.op('Elu', [parts.input(0)], { alpha: { f: alpha } });
    parts.give('Mul', [elu, parts.real(floatOf(node, 'gamma', 1.0507009873554805))]);
  }),
  Celu: composed((parts, node) => {
    const alpha = parts.real(floatOf(node, 'alpha', 1));
    const elu = parts.op('Elu', [parts.op('Div', [parts.input(0), alpha])], { alpha: { f: 1 } });
    parts.give('Mul', [elu, alpha]);
  }),
  ThresholdedRelu: composed((parts, node) => {
    const x = parts.input(0);
    const isLarge = parts.op('Greater', [x, parts.real(floatOf(node, 'alpha', 1))]);
    parts.give('Where', [isLarge, x, parts.real(0)]);
  }),
  Mean: composed((parts, node) => {
    const sum = parts.op('Sum', node.inputs);
    parts.give('Div', [sum, parts.real(node.inputs.length)]);
  }),
  CastLike: composed((parts, node) => {
    const like = parts.operand(parts.input(1));
    const to = like.kind === 'constant' ? like.dataType : (like.integer ?? FLOAT);
    parts.give('Cast', [node.inputs[0] ?? ''], { to });
  }),
  Trilu: composed((parts, node, net) => {
    const x = parts.operand(parts.input(0));
    const [rows = 1, columns = 1] = x.dims.slice(-2);
    const diagonal = net.optionalConstant(node, 1)?.data[0] ?? 0;
    const isUpper = intOf(node, 'upper', 1) !== 0;
    const mask = foldedConstant(`${outputOf(node)}/mask`, [rows, columns], BOOL, (i) => {
      const distance = (i % columns) - Math.floor(i / columns) - diagonal;
      return Number(isUpper ? distance >= 0 : distance <= 0);
    });
    parts.give('Where', [parts.name(mask), parts.input(0), parts.real(0)]);
  }),
};

/** Adds one node for f(x). */
function unary(name: UnaryName): Converter {
  return (net, node) => {
    const x = net.value(node, 0);
    const value = net.add('unary', outputOf(node), [x.value], { function: name });
    net.give(node, value, x.dims, x.order);
  };
}

function comparison(name: ComparisonName): Converter {
  return (net, node) => define(net, node, compare(net, node, name, ...inputsOf(net, node)), BOOL);
}

/** Of any number of values, of one type. */
function variadic(name: 'min' | 'max'): Converter {
  return (net, node) => {
    const [first, ...others] = node.inputs.map((_, position) => net.input(node, position));
    if (!first) throw net.misfit(node, 'compares nothing');
    const least = others.reduce<Operand>(
      (left, right) => compare(net, node, name, asReal(left), asReal(right)),
      asReal(first),
    );
    const type = first.kind === 'constant' ? first.dataType : (first.integer ?? FLOAT);
    define(net, node, least, type);
  };
}

/** Comparisons by what they are when their operands change places. */
const MIRRORED: Readonly<Partial<Record<ComparisonName, ComparisonName>>> = {
  less: 'greater',
  greater: 'less',
  'less-or-equal': 'greater-or-equal',
  'greater-or-equal': 'less-or-equal',
};

function compare(
  net: OnnxNet,
  node: OnnxNode,
  name: ComparisonName,
  a: Operand,
  b: Operand,
): Computed {
  const dims = broadcastDims(net, node, a.dims, b.dims);
  // What repeats has to come second.
  const swaps = !sameShape(a.dims, dims) && sameShape(b.dims, dims);
  const [first, second] = swaps ? [b, a] : [a, b];
  const { base, other, order } = paired(net, node, first, second, outputOf(node));
  const attributes = { function: swaps ? (MIRRORED[name] ?? name) : name };
  const value = net.add('comparison', outputOf(node), [base, other], attributes);
  return { kind: 'computed', value, dims, order };
}

function inputsOf(net: OnnxNet, node: OnnxNode): [Operand, Operand] {
  return [asReal(net.input(node, 0)), asReal(net.input(node, 1))];
}

/** Whole numbers and truth values as real numbers of the same value. */
export function asReal(operand: Operand): Operand {
  if (operand.kind === 'computed') {
    const { integer: _, ...real } = operand;
    return real;
  }
  const { name, dims, data, dataType } = operand;
  return isReal(dataType) ? operand : foldedConstant(name, dims, FLOAT, (i) => data[i] ?? 0);
}

function define(net: OnnxNet, node: OnnxNode, x: Operand, type: number): void {
  const isWhole = x.kind === 'computed' && !isReal(type);
  net.define(outputOf(node), isWhole ? { ...x, integer: type } : x, node.offset);
}

/** All three repeat to one shape. */
function where(net: OnnxNet, node: OnnxNode): void {
  const operands = [0, 1, 2].map((position) => net.input(node, position));
  const [, a] = operands;
  const type = a?.kind === 'constant' ? a.dataType : (a?.integer ?? FLOAT);
  const real = operands.map((operand) => asReal(operand));
  for (const operand of real) net.refuseIntegers(node, operand);
  const dims = real.reduce<Shape>((all, x) => broadcastDims(net, node, all, x.dims), []);
  const wide = real.map((operand) => widened(operand, dims.length));
  const order = orderOf(wide, dims);
  const name = outputOf(node);
  const values = wide.map((operand, i) => spread(net, operand, dims, order, `${name}/${i}`));
  const value = net.add('choose', name, values, {});
  define(net, node, { kind: 'computed', value, dims, order }, type);
}

/** Exponents may be whole numbers where what is raised is real. */
function withRealExponent(net: OnnxNet, node: OnnxNode): [OnnxNet, OnnxNode] {
  const exponent = net.input(node, 1);
  if (exponent.kind === 'computed' || isReal(exponent.dataType)) return [net, node];
  const name = `${outputOf(node)}/exponent`;
  net.define(name, asReal(exponent), node.offset);
  return [net, { ...node, inputs: [node.inputs[0] ?? '', name] }];
}

function number(name: string, value: number): Operand {
  return foldedConstant(name, [], FLOAT, () => value);
}
