// Op suite: functions of one number.
import { ACTIVATION_SPELLINGS } from '../../../src/formats/onnx/spellings';
import { f, n, net, type OpCase, op, w, x, xp } from './op-case';

/** Shapes that every activation is computed on. */
const SHAPES = [
  [],
  [7],
  [3, 15],
  [2, 3, 5],
  [1, 1, 15, 7],
  [2, 3, 18, 17],
  [1, 8, 5, 3],
  [3, 15, 2, 1],
  [1, 2, 3, 4, 5],
  [2, 1, 2, 1, 3, 2],
];

const PLAIN: readonly OpCase[] = [
  ...[
    ...ACTIVATION_SPELLINGS.map(([opType]) => opType),
    ...['Elu', 'LeakyRelu', 'HardSigmoid'],
  ].flatMap((name) => SHAPES.map((dims) => op(name, [x(...dims)], {}, { opset: 14 }))),
];

const WITH_ATTRIBUTES: readonly OpCase[] = [
  op('Relu', [x(1, 7, 5, 3)], {}, { opset: 7 }),
  op('Relu', [x(1, 7, 5, 3)], {}, { opset: 14 }),
  op('Sigmoid', [x(1, 7, 5, 3)], {}, { opset: 7 }),
  op('Tanh', [x(1, 7, 5, 3)], {}, { opset: 7 }),
  op('HardSwish', [x(1, 7, 5, 3)], {}, { opset: 22 }),
  op('Elu', [x(1, 7, 5, 3)], { alpha: 0.5 }, { opset: 7 }),
  op('Elu', [x(1, 7, 5, 3)], { alpha: 3 }, { opset: 22 }),
  op('LeakyRelu', [x(1, 7, 5, 3)], { alpha: 0.25 }, { opset: 7 }),
  op('LeakyRelu', [x(1, 7, 5, 3)], { alpha: -1.5 }, { opset: 16 }),
  op('LeakyRelu', [x(1, 7, 5, 3)], { alpha: 0 }),
  op('HardSigmoid', [x(1, 7, 5, 3)], { alpha: 1 / 6, beta: 0.5 }),
  op('HardSigmoid', [x(1, 7, 5, 3)], { alpha: 0.75, beta: 0 }, { opset: 7 }),
  op('HardSigmoid', [x(1, 7, 5, 3)], { alpha: -0.5 }, { opset: 22 }),
];

const CLIPS: readonly OpCase[] = [
  op('Clip', [x(1, 7, 5, 3)], { min: 0, max: 6 }, { opset: 7 }),
  op('Clip', [x(1, 7, 5, 3)], { min: -0.5, max: 0.75 }, { opset: 7 }),
  op('Clip', [x(3, 15)], { min: 0 }, { opset: 9 }),
  op('Clip', [x(2, 3, 5)], { max: 0.5 }, { opset: 10 }),
  op('Clip', [x(7)], {}, { opset: 10 }),
  op('Clip', [x(1, 7, 5, 3), f(0), f(1)], {}, { opset: 11 }),
  op('Clip', [x(1, 7, 5, 3), f(-1), f(1.5)], {}, { opset: 12 }),
  op('Clip', [x(1, 7, 5, 3), f(0)]),
  op('Clip', [x(1, 7, 5, 3), f(0.25), null]),
  op('Clip', [x(1, 7, 5, 3), null, f(0.25)]),
  op('Clip', [x(1, 7, 5, 3)]),
  op('Clip', [x(2, 3, 2, 3, 2), f(-1), f(1)]),
  net([n('Constant', [], { value_float: 1 }), n('Clip', [x(2, 5), null, 'y0'])]),
  net([n('Constant', [], { value: f(-0.5) }), n('Clip', [x(1, 3, 4, 5), 'y0', f(6)])]),
];

const SLOPES: readonly OpCase[] = [
  op('PRelu', [x(1, 7, 5, 3), w(7, 1, 1)]),
  op('PRelu', [x(2, 8, 5, 3), w(1)]),
  op('PRelu', [x(2, 3, 5, 4), w(3, 5, 4)]),
  op('PRelu', [x(2, 3, 5, 4), w(2, 3, 5, 4)], {}, { opset: 16 }),
  op('PRelu', [x(2, 3, 5, 4), w(5, 4)]),
  op('PRelu', [x(2, 3, 5, 4), w(4)], {}, { opset: 9 }),
  op('PRelu', [x(2, 3, 5, 4), w(1, 3, 1, 1)], {}, { opset: 7 }),
  op('PRelu', [x(2, 3, 5, 4), w(2, 1, 1, 1)]),
  op('PRelu', [x(2, 3, 5, 4), w(2, 3, 1, 1)]),
  op('PRelu', [x(2, 3, 5, 4), w(1, 1, 5, 1)]),
  op('PRelu', [x(2, 3, 5, 4), f(0.25)]),
  op('PRelu', [x(2, 3, 5, 4), x(3, 1, 1)]),
  op('PRelu', [x(2, 3, 5, 4), x(2, 3, 5, 4)]),
  op('PRelu', [x(2, 3, 5, 4), x(2, 1, 5, 1)]),
  op('PRelu', [x(2, 3, 5, 4), x()]),
  op('PRelu', [x(3, 15), w(15)]),
  op('PRelu', [x(3, 15), x(3, 1)]),
  op('PRelu', [x(2, 3, 5), w(3, 1)]),
  op('PRelu', [x(7), w(7)], {}, { opset: 16 }),
  op('PRelu', [w(2, 3, 5, 4), x(3, 1, 1)]),
  op('PRelu', [x(1, 2, 3, 2, 3), w(2, 1, 1, 1)]),
  net([n('Sigmoid', [x(1, 4, 1, 1)]), n('PRelu', [xp(1, 4, 3, 3), '$'])]),
];

export const ACTIVATION_CASES: readonly OpCase[] = [
  ...PLAIN,
  ...WITH_ATTRIBUTES,
  ...CLIPS,
  ...SLOPES,
];
