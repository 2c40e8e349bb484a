// Ops on 8-bit integers: computed on the real numbers that these stand for, and rounded to what 8 bits hold.
import { intOf } from '../attributes';
import { ONNX_TYPES } from '../onnx-model';
import { type Composition, composed } from './composition';
import type { Converter, Converters } from './converter';

const { FLOAT, INT32, UINT8 } = ONNX_TYPES;

export const INTEGER_FORMS: Converters = {
  QLinearConv: composed((parts, node) => {
    const x = real(parts, 0);
    const w = parts.op('DequantizeLinear', three(parts, 3), { axis: 0 });
    const bias = parts.optional(8);
    const inputs = [x, w];
    if (bias !== null) {
      const scale = parts.op('Mul', [parts.input(1), parts.input(4)]);
      inputs.push(parts.op('Mul', [parts.op('Cast', [bias], { to: FLOAT }), scale]));
    }
    const y = parts.opWith('Conv', inputs, node.attributes);
    parts.give('QuantizeLinear', [y, parts.input(6), parts.input(7)]);
  }),
  QLinearMatMul: composed((parts) => {
    const product = parts.op('MatMul', [real(parts, 0), real(parts, 3)]);
    parts.give('QuantizeLinear', [product, parts.input(6), parts.input(7)]);
  }),
  'com.microsoft.QLinearAdd': two('Add'),
  'com.microsoft.QLinearMul': two('Mul'),
  'com.microsoft.QLinearSigmoid': one('Sigmoid'),
  'com.microsoft.QLinearLeakyRelu': composed((parts, node) => {
    const alpha = node.attributes.find(({ name }) => name === 'alpha')?.f ?? 0.01;
    const y = parts.op('LeakyRelu', [real(parts, 0)], { alpha: { f: alpha } });
    parts.give('QuantizeLinear', [y, parts.input(3), parts.input(4)]);
  }),
  'com.microsoft.QLinearGlobalAveragePool': composed((parts, node, net) => {
    if (intOf(node, 'channels_last', 0) !== 0) throw net.unsupported(node, 'has channels last');
    const y = parts.op('GlobalAveragePool', [real(parts, 0)]);
    parts.give('QuantizeLinear', [y, parts.input(3), parts.input(4)]);
  }),
  'com.microsoft.QLinearConcat': composed((parts, node) => {
    const count = Math.floor((node.inputs.length - 2) / 3);
    const values = Array.from({ length: count }, (_, i) => real(parts, 2 + 3 * i));
    const joined = parts.op('Concat', values, { axis: intOf(node, 'axis', 1) });
    parts.give('QuantizeLinear', [joined, parts.input(0), parts.input(1)]);
  }),
  ConvInteger: composed((parts, node) => {
    const x = withoutZero(parts, 0, 2);
    const w = withoutZero(parts, 1, 3);
    parts.give('kindling.Whole', [parts.opWith('Conv', [x, w], node.attributes)], { to: INT32 });
  }),
  MatMulInteger: composed((parts) => {
    const product = parts.op('MatMul', [withoutZero(parts, 0, 2), withoutZero(parts, 1, 3)]);
    parts.give('kindling.Whole', [product], { to: INT32 });
  }),
  // Zero is among the numbers, and exactly one of the 256 steps.
  DynamicQuantizeLinear: composed((parts) => {
    const x = parts.input(0);
    const [zero, steps] = [parts.real(0), parts.real(255)];
    const extreme = (reduce: string, choose: string) =>
      parts.op(choose, [parts.op(reduce, [x], { keepdims: 0 }), zero]);
    const [high, low] = [extreme('ReduceMax', 'Max'), extreme('ReduceMin', 'Min')];
    const range = parts.op('Div', [parts.op('Sub', [high, low]), steps]);
    const scale = parts.op('Max', [range, parts.real(1e-30)]);
    const clipped = (value: string) => parts.op('Min', [parts.op('Max', [value, zero]), steps]);
    const lowSteps = parts.op('Neg', [parts.op('Div', [low, scale])]);
    const point = clipped(parts.op('Round', [lowSteps]));
    const rounded = parts.op('Round', [parts.op('Div', [x, scale])]);
    const to = { to: UINT8 };
    parts.give('kindling.Whole', [clipped(parts.op('Add', [rounded, point]))], to);
    parts.give('Identity', [range], {}, 1);
    parts.give('kindling.Whole', [point], to, 2);
  }),
};

/** The names of a value, its scale and its zero point. */
function three(parts: Composition, position: number): string[] {
  return [position, position + 1, position + 2].map((at) => parts.input(at));
}

/** The real numbers that a value of 8 bits stands for. */
function real(parts: Composition, position: number): string {
  return parts.op('DequantizeLinear', three(parts, position));
}

function one(opType: string): Converter {
  return composed((parts) => {
    const y = parts.op(opType, [real(parts, 0)]);
    parts.give('QuantizeLinear', [y, parts.input(3), parts.input(4)]);
  });
}

function two(opType: string): Converter {
  return composed((parts) => {
    const y = parts.op(opType, [real(parts, 0), real(parts, 3)]);
    parts.give('QuantizeLinear', [y, parts.input(6), parts.input(7)]);
  });
}

/** Whole numbers less their zero point, as real ones: sums of their products are exact up to 2²⁴. */
function withoutZero(parts: Composition, position: number, zeroPosition: number): string {
  const value = parts.op('Cast', [parts.input(position)], { to: FLOAT });
  const zero = parts.optional(zeroPosition);
  if (zero === null) return value;
  const point = parts.operand(zero);
  const real = parts.op('Cast', [zero], { to: FLOAT });
  const count = point.dims[0] ?? 1;
  // One for each filter of a convolution, or for each column of a matrix, which is how they lie already.
  const isByFilter = count > 1 && parts.rankOf(value) === 4;
  return parts.op('Sub', [
    value,
    isByFilter ? parts.op('Reshape', [real, parts.wholes([count, 1, 1, 1])]) : real,
  ]);
}
