// Op suite: constants that nodes give, quantised ones, and quantised values.
import { ONNX_TYPES } from '../../../src/formats/onnx/onnx-model';
import { type CaseNode, f, i, n, net, type OpCase, op, w, x } from './op-case';

const { INT8, UINT8, INT32, DOUBLE, FLOAT } = ONNX_TYPES;

const given = (attributes: CaseNode['attributes'], ...rest: CaseNode[]) =>
  net([n('Constant', [], attributes), ...rest]);
const added = n('Add', [x(2, 3), '$']);

const CONSTANTS: readonly OpCase[] = [
  given({ value: f([0.5, 1.5, -2]) }, added),
  given({ value: f(0.25) }, added),
  given({ value: w(2, 3) }, added),
  given({ value: w(2, 3) }),
  given({ value: w(1, 3, 2, 4) }),
  given({ value_float: 1.25 }, added),
  given({ value_floats: [1, 2, 3] }, added),
  given({ value_floats: [1, 2, 3] }),
  given({ value_int: 1 }, n('Gather', [x(2, 3), '$'], { axis: 1 })),
  given({ value_ints: [3, 2] }, n('Reshape', [x(2, 3), '$'])),
  given({ value: i([-1, 2]) }, n('Reshape', [x(2, 3), '$'])),
  given({ value: i([1, 2, 3], DOUBLE) }, n('Cast', ['$'], { to: FLOAT }), added),
  net([n('Constant', [], { value: w(4) }), n('Mul', ['$', x(2, 3, 5, 4)])], { opset: 7 }),
  net([n('ConstantOfShape', [i([2, 3])]), added], { opset: 9 }),
  net([n('ConstantOfShape', [i([3])], { value: f([1.5]) }), added]),
  net([n('Identity', [w(3)]), added]),
  net([n('Transpose', [w(3, 2)]), added]),
  net([n('Sqrt', [f([4, 9, 16])]), added]),
];

/** Quantised constants of so many steps. */
const steps = (type: number, ...dims: number[]) => {
  const count = dims.reduce((total, size) => total * size, 1);
  const low = type === UINT8 ? 0 : -128;
  return i(
    Array.from({ length: count }, (_, at) => low + ((at * 37) % 256)),
    type,
    dims,
  );
};
const zeros = (type: number, numbers: number | readonly number[]) => i(numbers, type);

const AROUND_CONSTANTS: readonly OpCase[] = [
  net([
    n('DequantizeLinear', [steps(INT8, 4, 3, 3, 3), f(1 / 64), zeros(INT8, 0)]),
    n('Conv', [x(1, 3, 7, 5), '$']),
  ]),
  net([
    n('DequantizeLinear', [steps(UINT8, 4, 3, 1, 1), f(0.03), zeros(UINT8, 127)]),
    n('Conv', [x(1, 3, 7, 5), '$']),
  ]),
  net([
    n(
      'DequantizeLinear',
      [steps(INT8, 4, 3, 1, 1), f([0.25, 0.5, 1, 2]), zeros(INT8, [0, 3, -4, 5])],
      { axis: 0 },
    ),
    n('Conv', [x(1, 3, 7, 5), '$']),
  ]),
  net([
    n('DequantizeLinear', [
      steps(UINT8, 3, 5),
      f([0.01, 0.02, 0.03, 0.04, 0.05]),
      zeros(UINT8, [1, 2, 3, 4, 5]),
    ]),
    n('MatMul', [x(2, 3), '$']),
  ]),
  net([n('DequantizeLinear', [steps(INT8, 3, 5), f(0.125)]), n('MatMul', [x(2, 3), '$'])], {
    opset: 10,
  }),
  net([n('DequantizeLinear', [steps(INT8, 7), f([0.25])]), n('Add', [x(2, 7), '$'])], {
    opset: 10,
  }),
  net([n('DequantizeLinear', [i([300, -70_000, 5], INT32), f(0.001)]), n('Add', [x(2, 3), '$'])], {
    opset: 10,
  }),
  net([
    n(
      'DequantizeLinear',
      [i([300, -70_000, 5], INT32), f([0.001, 0.002, 0.5]), i([0, 0, 0], INT32)],
      { axis: 0 },
    ),
    n('Add', [x(2, 3), '$']),
  ]),
  net(
    [
      n('DequantizeLinear', [steps(UINT8, 2, 3, 4), f([1, 0.5, 0.25])], { axis: -2 }),
      n('Add', [x(2, 3, 4), '$']),
    ],
    { opset: 19 },
  ),
  net([
    n('QuantizeLinear', [w(4, 3), f(0.0317), zeros(INT8, 3)]),
    n('DequantizeLinear', ['$', f(0.0317), zeros(INT8, 3)]),
    n('MatMul', [x(2, 4), '$']),
  ]),
  net([
    n('QuantizeLinear', [w(4, 3), f(0.125), zeros(UINT8, 9)]),
    n('DequantizeLinear', ['$', f(0.125), zeros(UINT8, 9)]),
    n('MatMul', [x(2, 4), '$']),
  ]),
  net([
    n('QuantizeLinear', [w(4, 3), f([0.0317, 0.0117, 0.25]), zeros(INT8, [0, 1, 2])]),
    n('DequantizeLinear', ['$', f([0.0317, 0.0117, 0.25]), zeros(INT8, [0, 1, 2])]),
    n('MatMul', [x(2, 4), '$']),
  ]),
  net(
    [
      n('QuantizeLinear', [w(4, 3), f(0.0625)]),
      n('DequantizeLinear', ['$', f(0.0625)]),
      n('Add', [x(4, 3), '$']),
    ],
    { opset: 10 },
  ),
];

/** A value rounded to steps: QuantizeLinear and DequantizeLinear with the same scale. */
const rounded = (input: CaseNode['inputs'][number], scale: number, type: number, zero: number) => [
  n('QuantizeLinear', [input, f(scale), zeros(type, zero)]),
  n('DequantizeLinear', ['$', f(scale), zeros(type, zero)]),
];

const AROUND_VALUES: readonly OpCase[] = [
  net(rounded(x(1, 7, 5, 3), 0.125, UINT8, 128)),
  net(rounded(x(1, 7, 5, 3), 0.0317, INT8, 0)),
  net(rounded(x(2, 3), 0.0117, INT8, -7)),
  net(rounded(x(2, 3, 5), 0.0061, UINT8, 100), { opset: 10 }),
  net(rounded(x(2, 3, 5, 4), 0.25, INT8, 127), { opset: 19 }),
  net([n('QuantizeLinear', [x(2, 3), f(1 / 16)]), n('DequantizeLinear', ['$', f(1 / 16)])], {
    opset: 10,
  }),
  net([
    n('QuantizeLinear', [x(7), f([0.25]), i([4], UINT8)]),
    n('DequantizeLinear', ['$', f([0.25]), i([4], UINT8)]),
  ]),
  net([...rounded(x(1, 3, 5, 4), 0.125, UINT8, 128), n('Conv', ['$', w(4, 3, 1, 1)])]),
  net([
    n('Relu', [x(1, 3, 5, 4)]),
    ...rounded('$', 0.0117, UINT8, 0),
    n('MaxPool', ['$'], { kernel_shape: [2, 2] }),
  ]),
  net([
    n('Conv', [x(1, 3, 5, 4), w(4, 3, 1, 1)]),
    ...rounded('$', 1 / 16, INT8, 0),
    n('Add', ['$', f(1)]),
  ]),
  net([
    ...rounded(x(2, 3, 5, 4), 0.125, INT8, 3),
    n('Transpose', ['$']),
    ...rounded('$', 0.5, INT8, 0),
  ]),
];

const UNREAD: readonly OpCase[] = [
  // What nothing reads need not be known here.
  net([n('Relu', [x(2, 3)]), n('Erf', ['x0'])], { results: ['y0'] }),
  op('MaxPool', [x(1, 2, 5, 5)], { kernel_shape: [2, 2] }),
];

export const CONSTANT_CASES: readonly OpCase[] = [
  ...CONSTANTS,
  ...AROUND_CONSTANTS,
  ...AROUND_VALUES,
  ...UNREAD,
];
