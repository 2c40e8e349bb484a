// Arithmetic and comparisons of constants, number by number: what exporters compute sizes with.
import { rowMajorStrides } from '../../../ops/strided';
import { type Shape, sameShape } from '../../../tensor/tensor';
import { errorFunction } from '../../../util/error-function';
import { roundHalfEven } from '../../../util/math';
import { intOf } from '../attributes';
import { type Constant, foldedConstant, isReal } from '../constant';
import { ONNX_TYPES, type OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import { broadcastDims } from '../operators/binary';
import { numbersOf } from '../operators/shapes';
import type { Folder, Folders } from './folder';

const { FLOAT, BOOL } = ONNX_TYPES;

export const ARITHMETIC: Folders = {
  Add: arithmetic((a, b) => a + b),
  Sub: arithmetic((a, b) => a - b),
  Mul: arithmetic((a, b) => a * b),
  Div: (net, node, inputs) => [pointwise(net, node, inputs, typeOf(inputs), quotient(inputs))],
  Min: variadic(Math.min),
  Max: variadic(Math.max),
  Pow: arithmetic((a, b) => a ** b),
  Mod: (net, node, inputs) => [pointwise(net, node, inputs, typeOf(inputs), remainder(node))],
  Sum: variadic((...numbers) => numbers.reduce((sum, number) => sum + number, 0)),
  Mean: variadic((...numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length),
  Equal: comparison((a, b) => a === b),
  Greater: comparison((a, b) => a > b),
  GreaterOrEqual: comparison((a, b) => a >= b),
  Less: comparison((a, b) => a < b),
  LessOrEqual: comparison((a, b) => a <= b),
  Not: comparison((a) => a === 0),
  And: comparison((a, b) => a !== 0 && b !== 0),
  Or: comparison((a, b) => a !== 0 || b !== 0),
  Xor: comparison((a, b) => (a !== 0) !== (b !== 0)),
  Neg: arithmetic((a) => -a),
  Abs: arithmetic((a) => Math.abs(a)),
  Floor: arithmetic((a) => Math.floor(a)),
  Ceil: arithmetic((a) => Math.ceil(a)),
  Sqrt: arithmetic((a) => Math.sqrt(a)),
  Sign: arithmetic((a) => Math.sign(a)),
  Round: arithmetic(roundHalfEven),
  Reciprocal: arithmetic((a) => 1 / a),
  Exp: arithmetic((a) => Math.exp(a)),
  Log: arithmetic((a) => Math.log(a)),
  Sin: arithmetic((a) => Math.sin(a)),
  Cos: arithmetic((a) => Math.cos(a)),
  Erf: arithmetic(errorFunction),
  Sigmoid: arithmetic((a) => 1 / (1 + Math.exp(-a))),
  Tanh: arithmetic((a) => Math.tanh(a)),
  Relu: arithmetic((a) => Math.max(a, 0)),
  Where: (net, node, inputs) => [where(net, node, inputs)],
  Expand: (net, node, [x]) => (x ? [expanded(net, node, x)] : []),
};

function arithmetic(f: (a: number, b: number) => number): Folder {
  return variadic((a = 0, b = 0) => f(a, b));
}

function variadic(f: (...numbers: number[]) => number): Folder {
  return (net, node, inputs) => [
    pointwise(net, node, inputs, typeOf(inputs), (numbers) => f(...numbers)),
  ];
}

function comparison(f: (a: number, b: number) => boolean): Folder {
  return (net, node, inputs) => [
    pointwise(net, node, inputs, BOOL, ([a = 0, b = 0]) => Number(f(a, b))),
  ];
}

/** Integers divide towards zero. */
function quotient([x]: readonly Constant[]): (numbers: readonly number[]) => number {
  if (x && isReal(x.dataType)) return ([a = 0, b = 1]) => a / b;
  return ([a = 0, b = 1]) => Math.trunc(a / b);
}

function where(net: OnnxNet, node: OnnxNode, inputs: readonly Constant[]): Constant {
  const type = typeOf(inputs.slice(1));
  return pointwise(net, node, inputs, type, ([choice = 0, a = 0, b = 0]) => (choice ? a : b));
}

function expanded(net: OnnxNet, node: OnnxNode, x: Constant): Constant {
  const dims = broadcastDims(net, node, x.dims, numbersOf(net, node, 1) ?? []);
  return foldedConstant(outputOf(node), dims, x.dataType, repeating(x, dims));
}

/** With the sign of the divisor or, as C's fmod, of the dividend. */
function remainder(node: OnnxNode): (numbers: readonly number[]) => number {
  if (intOf(node, 'fmod', 0) !== 0) return ([a = 0, b = 1]) => a % b;
  return ([a = 0, b = 1]) => a - b * Math.floor(a / b);
}

/** Number by number; inputs broadcast. */
function pointwise(
  net: OnnxNet,
  node: OnnxNode,
  inputs: readonly Constant[],
  dataType: number,
  f: (numbers: readonly number[]) => number,
): Constant {
  const dims = inputs.reduce<Shape>((shape, x) => broadcastDims(net, node, shape, x.dims), []);
  const readers = inputs.map((x) => repeating(x, dims));
  return foldedConstant(outputOf(node), dims, dataType, (i) => f(readers.map((read) => read(i))));
}

/** Reads a constant as if it had the dimensions `full`. */
function repeating(x: Constant, full: Shape): (index: number) => number {
  if (sameShape(x.dims, full)) return (i) => x.data[i] ?? 0;
  const dims = [...Array.from({ length: full.length - x.dims.length }, () => 1), ...x.dims];
  const strides = rowMajorStrides(dims);
  const rows = rowMajorStrides(full);
  return (i) => {
    const at = full.reduce((sum, size, axis) => {
      const place = dims[axis] === 1 ? 0 : Math.floor(i / (rows[axis] ?? 1)) % size;
      return sum + place * (strides[axis] ?? 0);
    }, 0);
    return x.data[at] ?? 0;
  };
}

function typeOf([first]: readonly Constant[]): number {
  return first?.dataType ?? FLOAT;
}
