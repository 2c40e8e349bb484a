// Op suite: functions, comparisons and choices that few networks have.
import { COMPARISON_SPELLINGS, UNARY_SPELLINGS } from '../../../src/formats/onnx/further-spellings';
import { ONNX_TYPES } from '../../../src/formats/onnx/onnx-model';
import { type CaseInput, f, i, n, net, type OpCase, op, w, x, xp } from './op-case';

const { BOOL, FLOAT, INT64 } = ONNX_TYPES;
/** Functions of positive numbers. */
const POSITIVE: readonly string[] = ['Sqrt', 'Reciprocal', 'Log'];

const UNARY: readonly OpCase[] = UNARY_SPELLINGS.flatMap(([name]) => {
  const input = (...dims: number[]) => (POSITIVE.includes(name) ? xp(...dims) : x(...dims));
  const opset = name === 'Mish' ? 18 : 13;
  return [op(name, [input(2, 3, 5, 7)], {}, { opset }), op(name, [input(4, 9)], {}, { opset })];
});

/** Truth values as numbers, which outputs of the suite are. */
function truths(name: string, inputs: readonly CaseInput[], opset = 16): OpCase {
  return net([n(name, inputs), n('Cast', ['$'], { to: FLOAT })], { opset });
}

const SHAPES: readonly (readonly [CaseInput, CaseInput])[] = [
  [x(2, 3, 5, 7), x(2, 3, 5, 7)],
  [x(2, 3, 5, 7), x(3, 1, 1)],
  [x(3, 1, 1), x(2, 3, 5, 7)],
  [x(2, 3, 5, 7), x(5, 7)],
  [x(2, 3, 5, 7), f(0.25)],
  [w(7), x(2, 3, 5, 7)],
  [x(4, 1), x(1, 6)],
];

export const FUNCTION_CASES: readonly OpCase[] = [
  ...UNARY,
  // Infinities pass through.
  net([n('Mul', [xp(2, 3, 5, 7), f(2000)]), n('Exp', ['$']), n('Relu', ['$'])]),
  op('Gelu', [x(2, 3, 5, 7)], {}, { opset: 20 }),
  op('Gelu', [x(2, 9)], { approximate: 'tanh' }, { opset: 20 }),
  op('Selu', [x(2, 3, 5, 7)]),
  op('Selu', [x(2, 9)], { alpha: 1.5, gamma: 0.5 }),
  op('Celu', [x(2, 3, 5, 7)], { alpha: 2 }),
  op('ThresholdedRelu', [x(2, 3, 5, 7)], { alpha: 0.5 }),
  op('Pow', [x(2, 3, 5, 7), i([2])]),
  op('Pow', [xp(2, 3, 5, 7), f(0.5)]),
  ...SHAPES.flatMap(([a, b]) => [
    ...COMPARISON_SPELLINGS.map(([name]) => truths(name, [a, b])),
    op('Min', [a, b]),
    op('Max', [a, b]),
    op('Mean', [a, b]),
  ]),
  op('Max', [x(2, 3, 5, 7), x(3, 1, 1), f(0.5), w(5, 7)]),
  op('Min', [x(4, 6)]),
  net([
    n('Greater', [x(2, 3, 5, 7), f(0)]),
    n('Less', ['x0', f(1)]),
    n('And', ['y0', 'y1']),
    n('Or', ['$', 'y0']),
    n('Xor', ['$', 'y1']),
    n('Not', ['$']),
    n('Cast', ['$'], { to: FLOAT }),
  ]),
  ...SHAPES.map(([a, b]) => net([n('Less', [a, b]), n('Where', ['$', a, b])])),
  op('Where', [i([1, 0, 1], BOOL, [3, 1, 1]), x(2, 3, 5, 7), f(-1)]),
  op('Where', [i([1, 0, 1, 1], BOOL, [2, 2]), x(3, 2, 2), x(2, 2)]),
  op('Where', [i(1, BOOL), x(3, 2, 2), w(2, 2)]),
  op('Trilu', [x(2, 4, 5)], {}, { opset: 14 }),
  op('Trilu', [x(4, 5), i(-1)], { upper: 0 }, { opset: 14 }),
  net([n('Cast', [x(2, 3, 5, 7)], { to: INT64 }), n('Cast', ['$'], { to: FLOAT })]),
  net([n('Cast', [x(2, 3)], { to: BOOL }), n('Cast', ['$'], { to: FLOAT })]),
  net([
    n('Greater', [x(2, 3, 4, 5), f(0)]),
    n('Transpose', ['$'], { perm: [1, 0, 3, 2] }),
    n('Slice', ['$', i([1]), i([3]), i([0])]),
    n('Reshape', ['$', i([2, -1])]),
    n('Cast', ['$'], { to: FLOAT }),
  ]),
];
