// Op suite: what architectures are made of: residual, gated, squeezed and joined layers.
import { f, i, n, net, type OpCase, w, wp, x } from './op-case';

const same = { pads: [1, 1, 1, 1] };

export const BLOCK_CASES: readonly OpCase[] = [
  net([
    n('Conv', [x(1, 8, 7, 5), w(8, 8, 3, 3), w(8)], same),
    n('Add', ['$', 'x0']),
    n('Relu', ['$']),
  ]),
  net([
    n('Conv', [x(2, 8, 7, 5), w(4, 8, 1, 1), w(4)]),
    n('Conv', ['x0', w(4, 8, 1, 1)]),
    n('Add', ['y0', 'y1']),
    n('Relu', ['$']),
    n('Add', ['$', 'y0']),
  ]),
  net([
    n('Conv', [x(2, 3, 7, 5), w(8, 3, 3, 3)]),
    n('BatchNormalization', ['$', w(8), w(8), w(8), wp(8)]),
    n('Relu', ['$']),
  ]),
  net([
    n('BatchNormalization', [x(2, 7, 5, 4), w(7), w(7), w(7), wp(7)]),
    n('Relu', ['$']),
    n('Conv', ['$', w(4, 7, 3, 3)], same),
    n('Concat', ['x0', '$'], { axis: 1 }),
  ]),
  net([n('Sigmoid', [x(1, 7, 5, 4)]), n('Mul', ['x0', '$'])]),
  net([n('Conv', [x(1, 7, 5, 4), w(5, 7, 1, 1)]), n('Sigmoid', ['$']), n('Mul', ['$', 'y0'])]),
  net([n('HardSigmoid', [x(1, 7, 5, 4)], { alpha: 1 / 6 }), n('Mul', ['x0', '$'])]),
  net([
    n('Add', [x(1, 7, 5, 4), f(3)]),
    n('Clip', ['$', f(0), f(6)]),
    n('Mul', ['$', 'x0']),
    n('Div', ['$', f(6)]),
  ]),
  net([
    n('Add', [x(1, 7, 5, 4), f(3)]),
    n('Clip', ['$', f(0), f(6)]),
    n('Div', ['$', f(6)]),
    n('Mul', ['x0', '$']),
  ]),
  net([
    n('GlobalAveragePool', [x(2, 8, 5, 3)]),
    n('Conv', ['$', w(3, 8, 1, 1), w(3)]),
    n('Relu', ['$']),
    n('Conv', ['$', w(8, 3, 1, 1), w(8)]),
    n('Sigmoid', ['$']),
    n('Mul', ['x0', '$']),
  ]),
  net([
    n('ReduceMean', [x(2, 8, 5, 3)], { axes: [2, 3], keepdims: 0 }),
    n('Gemm', ['$', w(2, 8), w(2)], { transB: 1 }),
    n('Relu', ['$']),
    n('Gemm', ['$', w(8, 2), w(8)], { transB: 1 }),
    n('HardSigmoid', ['$']),
    n('Reshape', ['$', i([2, 8, 1, 1])]),
    n('Mul', ['$', 'x0']),
  ]),
  net([
    n('ReduceMean', [x(2, 7, 5, 3)], { axes: [1] }),
    n('ReduceMax', ['x0'], { axes: [1] }),
    n('Concat', ['y0', 'y1'], { axis: 1 }),
    n('Conv', ['$', w(1, 2, 3, 3)], same),
    n('Sigmoid', ['$']),
    n('Mul', ['x0', '$']),
  ]),
  net([
    n('Pad', [x(1, 3, 9, 7), i([0, 0, 1, 1, 0, 0, 1, 1])]),
    n('Conv', ['$', w(4, 3, 3, 3)], { strides: [2, 2] }),
  ]),
  net([
    n('Pad', [x(1, 3, 9, 7), i([0, 0, 0, 0, 0, 0, 1, 1])]),
    n('Conv', ['$', w(3, 1, 3, 3)], { strides: [2, 2], group: 3, ...same }),
  ]),
  net([
    n('Pad', [x(1, 3, 9, 7), i([0, 0, 1, 1, 0, 0, 1, 1])]),
    n('MaxPool', ['$'], { kernel_shape: [3, 3], strides: [2, 2] }),
  ]),
  net([
    n('Pad', [x(1, 3, 9, 7), i([0, 0, 1, 1, 0, 0, 1, 1])]),
    n('AveragePool', ['$'], { kernel_shape: [3, 3], strides: [2, 2] }),
  ]),
  net([
    n('Pad', [x(1, 3, 9, 7), i([0, 0, 1, 1, 0, 0, 1, 1])], { mode: 'reflect' }),
    n('Conv', ['$', w(4, 3, 3, 3)]),
  ]),
  net([
    n('Conv', [x(1, 3, 9, 7), w(4, 3, 1, 1)]),
    n('Mul', ['$', w(4, 1, 1)]),
    n('Add', ['$', w(4, 1, 1)]),
    n('Relu', ['$']),
  ]),
  net([
    n('Conv', [x(1, 3, 9, 7), w(4, 3, 1, 1)]),
    n('Add', ['$', w(1, 4, 1, 1)]),
    n('Sub', ['$', w(4, 1, 1)]),
    n('LeakyRelu', ['$'], { alpha: 0.1 }),
  ]),
  net(
    [
      n('Conv', [x(1, 3, 9, 7), w(4, 3, 3, 3)], same),
      n('Relu', ['$']),
      n('Conv', ['y0', w(4, 4, 1, 1)]),
      n('Concat', ['y1', 'y2', 'y0'], { axis: 1 }),
      n('MaxPool', ['$'], { kernel_shape: [2, 2] }),
    ],
    { results: ['y4', 'y1'] },
  ),
  net([
    n('Resize', [x(1, 4, 5, 3), null, f([1, 1, 2, 2])], { mode: 'linear' }),
    n('Concat', ['$', x(1, 3, 10, 6)], { axis: 1 }),
    n('Conv', ['$', w(4, 7, 3, 3)]),
  ]),
];
