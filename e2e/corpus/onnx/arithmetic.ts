// Op suite: sums, differences, products and quotients of values that broadcast.
import { type CaseInput, f, n, net, type OpCase, op, w, wp, x, xp } from './op-case';

/** Shapes that broadcast. */
const PAIRS: readonly (readonly [a: readonly number[], b: readonly number[]])[] = [
  [
    [2, 7, 5, 3],
    [2, 7, 5, 3],
  ],
  [[2, 7, 5, 3], []],
  [[2, 7, 5, 3], [1]],
  [[2, 7, 5, 3], [3]],
  [
    [2, 7, 5, 3],
    [5, 1],
  ],
  [
    [2, 7, 5, 3],
    [5, 3],
  ],
  [
    [2, 7, 5, 3],
    [7, 1, 1],
  ],
  [
    [2, 7, 5, 3],
    [1, 7, 1, 1],
  ],
  [
    [2, 7, 5, 3],
    [2, 7, 1, 1],
  ],
  [
    [2, 7, 5, 3],
    [2, 1, 1, 1],
  ],
  [
    [2, 7, 5, 3],
    [2, 1, 5, 3],
  ],
  [
    [2, 7, 5, 3],
    [1, 7, 5, 1],
  ],
  [
    [2, 7, 1, 3],
    [1, 7, 5, 1],
  ],
  [
    [2, 1, 5, 3],
    [7, 1, 1],
  ],
  [
    [1, 7, 1, 1],
    [2, 1, 5, 3],
  ],
  [
    [1, 15, 18, 17],
    [1, 15, 1, 1],
  ],
  [[3, 15], [15]],
  [
    [3, 15],
    [3, 1],
  ],
  [
    [3, 1],
    [1, 15],
  ],
  [[7], [7]],
  [[7], [1]],
  [[], [7]],
  [[], []],
  [
    [2, 3, 5],
    [3, 1],
  ],
  [[2, 3, 5], [5]],
  [
    [2, 1, 5],
    [3, 1],
  ],
  [
    [1, 2, 3, 4, 5],
    [3, 1, 5],
  ],
  [
    [2, 3, 1, 2, 1],
    [1, 1, 4, 2, 3],
  ],
  [
    [5, 3],
    [2, 7, 5, 3],
  ],
  [[4, 4, 4, 4], [4]],
  [
    [4, 4, 4, 4],
    [4, 1, 1],
  ],
];

const BINARY: readonly OpCase[] = ['Add', 'Sub', 'Mul', 'Div', 'Pow'].flatMap((name, which) =>
  PAIRS.flatMap(([a, b], at) => {
    const isPositive = name === 'Div' || name === 'Pow';
    const computed = (dims: readonly number[]) => (isPositive ? xp(...dims) : x(...dims));
    const constant = (dims: readonly number[]) => (isPositive ? wp(...dims) : w(...dims));
    // What is divided may be anything; powers are of positive numbers.
    const [base, constantBase] = name === 'Pow' ? [xp, wp] : [x, w];
    const opset = [7, 13, 14][(at + which) % 3] ?? 13;
    const both = op(name, [base(...a), computed(b)], {}, { opset });
    const turned = op(name, [base(...b), computed(a)], {}, { opset });
    const second = op(name, [base(...a), constant(b)], {}, { opset });
    const first = op(name, [constantBase(...b), computed(a)], {}, { opset });
    return [both, turned, second, first];
  }),
);

/** Of negative numbers, whose whole powers have a sign. */
const POWERS: readonly OpCase[] = [2, 3, 0].map((exponent) =>
  op('Pow', [x(2, 7, 5, 3), f(exponent)]),
);

const sum = (...inputs: CaseInput[]) => op('Sum', inputs);

const SUMS: readonly OpCase[] = [
  op('Sum', [x(2, 7, 5, 3)], {}, { opset: 8 }),
  op('Sum', [x(2, 7, 5, 3), x(2, 7, 5, 3)], {}, { opset: 7 }),
  op('Sum', [x(2, 7, 5, 3), x(7, 1, 1), w(3)], {}, { opset: 8 }),
  sum(x(3), x(5, 1), x(7, 1, 1), x(2, 1, 1, 1)),
  sum(w(2, 7, 5, 3), x(1, 7, 1, 1)),
  sum(w(3), w(5, 1), x(7, 1, 1)),
  sum(x(2, 3, 5), f(1.5), x()),
  sum(x(3, 15), x(3, 1), w(15), w(3, 15)),
  sum(x(2, 2, 2, 2, 2), x(2, 1, 2)),
  sum(x(), x()),
];

const CHAINS: readonly OpCase[] = [
  net([n('Add', [x(2, 7, 5, 3), 'x0'])]),
  net([n('Sub', [x(2, 7, 5, 3), 'x0'])]),
  net([n('Mul', [x(2, 3), 'x0']), n('Mul', ['$', 'x0'])]),
  net([n('ReduceMean', [x(2, 3, 5)], { axes: [-1] }), n('Sub', ['x0', '$'])]),
  net([
    n('ReduceMean', [x(2, 7, 5, 3)], { axes: [1] }),
    n('Sub', ['x0', '$']),
    n('Mul', ['$', '$']),
  ]),
  net([
    n('Transpose', [x(2, 7, 5, 3)], { perm: [0, 2, 3, 1] }),
    n('Add', ['$', w(7)]),
    n('Mul', ['$', w(5, 1, 1)]),
  ]),
  net([n('Transpose', [x(2, 3, 5, 7)], { perm: [0, 3, 1, 2] }), n('Add', ['$', x(2, 7, 3, 5)])]),
  net([n('Add', [w(2, 3), w(3)]), n('Mul', ['$', x(2, 3)])]),
  net([n('Sub', [f(1), x(2, 3, 4, 5)]), n('Div', [f(2), xp(2, 3, 4, 5)]), n('Mul', ['y0', 'y1'])]),
];

export const ARITHMETIC_CASES: readonly OpCase[] = [...BINARY, ...POWERS, ...SUMS, ...CHAINS];
