// Op suite: products of matrices.
import { f, i, n, net, type OpCase, op, w, x } from './op-case';

const T = { transA: 0, transB: 1 };

const GEMMS: readonly OpCase[] = [
  op('Gemm', [x(1, 7), w(7, 5), w(5)]),
  op('Gemm', [x(3, 15), w(8, 15), w(8)], T),
  op('Gemm', [x(15, 3), w(15, 4), w(4)], { transA: 1 }),
  op('Gemm', [x(15, 3), w(4, 15), w(4)], { transA: 1, transB: 1 }),
  op('Gemm', [x(2, 7), w(7, 12)]),
  op('Gemm', [x(2, 7), w(7, 12)], { alpha: 0.5 }),
  op('Gemm', [x(2, 7), w(7, 12), w(12)], { alpha: 0.25, beta: 2 }),
  op('Gemm', [x(2, 7), w(7, 12), w(12)], { beta: 0 }),
  op('Gemm', [x(3, 7), w(7, 4), w(3, 4)], {}, { opset: 7 }),
  op('Gemm', [x(3, 7), w(7, 4), w(3, 1)], { beta: 0.5 }, { opset: 9 }),
  op('Gemm', [x(3, 7), w(7, 4), w(1, 4)], {}, { opset: 11 }),
  op('Gemm', [x(3, 7), w(7, 4), w(1)]),
  op('Gemm', [x(3, 7), w(7, 4), w(1, 1)]),
  op('Gemm', [x(3, 7), w(7, 4), f(0.5)]),
  op('Gemm', [x(3, 7), w(7, 1), w(3, 1)]),
  op('Gemm', [x(3, 7), w(7, 4), x(4)]),
  op('Gemm', [x(3, 7), w(7, 4), x(3, 4)], { beta: 2 }),
  op('Gemm', [x(3, 7), w(7, 4), x(3, 1)], { beta: -1, alpha: 2 }),
  op('Gemm', [x(3, 7), w(7, 4), x()]),
  op('Gemm', [x(3, 7), x(7, 4)]),
  op('Gemm', [x(3, 7), x(4, 7), w(4)], T),
  op('Gemm', [x(7, 3), x(4, 7), w(3, 1)], { transA: 1, transB: 1, alpha: 0.5, beta: 0.5 }),
  op('Gemm', [x(7, 3), x(7, 4), x(1, 4)], { transA: 1, alpha: 2 }),
  op('Gemm', [w(3, 7), x(7, 4), w(4)]),
  op('Gemm', [w(7, 3), x(4, 7)], { transA: 1, transB: 1, alpha: 0.5 }),
  op('Gemm', [x(1, 16), w(1, 16), w(1)], T),
  net([n('Flatten', [x(2, 3, 4, 5)]), n('Gemm', ['$', w(7, 60), w(7)], T)]),
  net([n('Gemm', [x(2, 6), w(6, 24)]), n('Reshape', ['$', i([2, 4, 3, 2])]), n('Relu', ['$'])]),
];

/** Shapes whose matrices multiply; axes before them broadcast. */
const PAIRS: readonly (readonly [a: readonly number[], b: readonly number[]])[] = [
  [
    [3, 7],
    [7, 4],
  ],
  [
    [1, 15],
    [15, 1],
  ],
  [[7], [7, 4]],
  [[3, 7], [7]],
  [[7], [7]],
  [
    [2, 3, 7],
    [7, 4],
  ],
  [
    [2, 3, 7],
    [2, 7, 4],
  ],
  [
    [2, 3, 7],
    [1, 7, 4],
  ],
  [
    [3, 7],
    [2, 7, 4],
  ],
  [[2, 3, 7], [7]],
  [[7], [2, 7, 4]],
  [
    [2, 3, 5, 7],
    [7, 4],
  ],
  [
    [2, 3, 5, 7],
    [2, 3, 7, 4],
  ],
  [
    [2, 3, 5, 7],
    [3, 7, 4],
  ],
  [
    [2, 1, 5, 7],
    [1, 3, 7, 4],
  ],
  [[2, 3, 5, 7], [7]],
  [[7], [2, 3, 7, 4]],
  [
    [2, 1, 3, 5, 7],
    [3, 7, 2],
  ],
];

const PRODUCTS: readonly OpCase[] = PAIRS.flatMap(([a, b], at) => [
  op('MatMul', [x(...a), x(...b)], {}, { opset: at % 2 ? 13 : 9 }),
  op('MatMul', [x(...a), w(...b)], {}, { opset: at % 2 ? 9 : 13 }),
  op('MatMul', [w(...a), x(...b)]),
]);

const CHAINS: readonly OpCase[] = [
  net([
    n('Unsqueeze', [x(3, 7), i([0])]),
    n('MatMul', ['$', w(7, 5)]),
    n('Squeeze', ['$', i([0])]),
  ]),
  net([
    n('Transpose', [x(1, 7, 5, 3)], { perm: [0, 2, 3, 1] }),
    n('MatMul', ['$', w(7, 4)]),
    n('Transpose', ['$'], { perm: [0, 3, 1, 2] }),
  ]),
  net([n('MatMul', [x(4, 7), w(7, 5)]), n('Add', ['$', w(5)])]),
  net([n('MatMul', [x(2, 4, 7), w(7, 5)]), n('Add', [w(5), '$']), n('Relu', ['$'])]),
  net([
    n('Transpose', [x(2, 3, 5)], { perm: [0, 2, 1] }),
    n('MatMul', ['x0', '$']),
    n('Softmax', ['$']),
    n('MatMul', ['$', 'x0']),
  ]),
  net([
    n('Reshape', [x(1, 6, 4, 5), i([2, 3, 20])]),
    n('Transpose', ['$'], { perm: [0, 2, 1] }),
    n('MatMul', ['y0', '$']),
  ]),
];

export const MATRIX_CASES: readonly OpCase[] = [...GEMMS, ...PRODUCTS, ...CHAINS];
