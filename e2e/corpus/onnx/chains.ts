// Op suite: chains as exporters write them, on feature maps whose axes keep their order, change it and change it back.
import { ONNX_TYPES } from '../../../src/formats/onnx/onnx-model';
import { type CaseInput, type CaseNode, chain, f, i, n, net, type OpCase, w, x } from './op-case';

const same = { pads: [1, 1, 1, 1] };
const NHWC = { perm: [0, 2, 3, 1] };
const NCHW = { perm: [0, 3, 1, 2] };

/** The shape that PyTorch computes for `x.view(x.size(0), -1)`. */
const viewShape = (input: CaseInput): CaseNode[] => [
  n('Shape', [input]),
  n('Gather', ['$', i(0)]),
  n('Unsqueeze', ['$', i([0])]),
  n('Concat', ['$', i([-1])], { axis: 0 }),
];

/** A channel shuffle (arXiv:1707.01083) in so many groups. */
const shuffle = (n1: number, c: number, h: number, wide: number, groups: number) =>
  [
    ['Reshape', i([n1, groups, c / groups, h, wide])],
    ['Transpose', { with: { perm: [0, 2, 1, 3, 4] } }],
    ['Reshape', i([n1, c, h, wide])],
  ] as const;

const EXPORTED: readonly OpCase[] = [
  net([...viewShape(x(2, 3, 4, 5)), n('Reshape', ['x0', '$'])]),
  net([
    n('Conv', [x(2, 3, 4, 5), w(7, 3, 1, 1)]),
    ...viewShape('y0'),
    n('Reshape', ['y0', '$']),
    n('Gemm', ['$', w(3, 140), w(3)], { transB: 1 }),
  ]),
  net([
    n('Shape', [x(2, 3, 4, 5)]),
    n('Slice', ['$', i([2]), i([4])]),
    n('Mul', ['$', i([2, 3])]),
    n('Concat', [i([2, 3]), '$'], { axis: 0 }),
    n('Resize', ['x0', f([]), f([]), '$'], {
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    }),
  ]),
  net(
    [
      n('Shape', [x(2, 3, 4, 5)], { start: 1, end: -1 }),
      n('ReduceProd', ['$'], { keepdims: 1 }),
      n('Concat', [i([2]), '$', i([5])], { axis: 0 }),
      n('Reshape', ['x0', '$']),
    ],
    { opset: 15 },
  ),
  net([
    n('Shape', [x(2, 3, 4, 5)]),
    n('Cast', ['$'], { to: ONNX_TYPES.FLOAT }),
    n('Gather', ['$', i([1])]),
    n('Div', ['x0', '$']),
  ]),
  net([
    n('Shape', [x(1, 4, 3, 5)]),
    n('ConstantOfShape', ['$'], { value: f([0.5]) }),
    n('Mul', ['x0', '$']),
  ]),
  net([
    n('Shape', [x(1, 6, 3, 5)]),
    n('Gather', ['$', i(1)]),
    n('Div', ['$', i(2)]),
    n('Unsqueeze', ['$', i([0])]),
    n('Slice', ['x0', i([0]), '$', i([1])]),
    n('Slice', ['x0', 'y3', i([99]), i([1])]),
    n('Concat', ['y5', 'y4'], { axis: 1 }),
  ]),
  net([n('Size', [x(2, 3)]), n('Unsqueeze', ['$', i([0])]), n('Reshape', ['x0', '$'])]),
  net([n('Range', [i(0), i(6), i(2)]), n('Gather', [x(2, 7, 3, 3), '$'], { axis: 1 })]),
  net([
    n('Shape', [x(1, 1, 3, 5)]),
    n('Equal', [i([1, 7, 3, 5]), i([-1, 7, 3, 5])]),
    n('Where', ['$', i([1, 7, 3, 5]), 'y0']),
    n('Expand', ['x0', i([1, 7, 1, 1])]),
  ]),
  net([
    n('Shape', [x(2, 1, 3)]),
    n('Equal', [i([-1, 4, -1]), i([-1])]),
    n('Where', ['$', 'y0', i([-1, 4, -1])]),
    n('Expand', ['x0', '$']),
  ]),
];

const SHUFFLES: readonly OpCase[] = [
  chain([1, 8, 5, 3], shuffle(1, 8, 5, 3, 2)),
  chain([2, 12, 4, 3], shuffle(2, 12, 4, 3, 3)),
  chain([1, 15, 4, 3], shuffle(1, 15, 4, 3, 5)),
  chain(
    [1, 6, 4, 5],
    [
      ['Conv', w(12, 6, 1, 1)],
      ...shuffle(1, 12, 4, 5, 4),
      ['Conv', w(12, 1, 3, 3), { with: { group: 12, ...same } }],
    ],
  ),
  net([
    n('Split', [x(1, 8, 5, 4)], { axis: 1 }, 2),
    n('Conv', ['y0.1', w(4, 4, 1, 1), w(4)]),
    n('Relu', ['$']),
    n('Concat', ['y0', '$'], { axis: 1 }),
    n('Reshape', ['$', i([1, 2, 4, 5, 4])]),
    n('Transpose', ['$'], { perm: [0, 2, 1, 3, 4] }),
    n('Reshape', ['$', i([1, -1, 5, 4])]),
  ]),
  // Depth to space, as a reshape.
  chain(
    [2, 12, 3, 5],
    [
      ['Reshape', i([2, 3, 2, 2, 3, 5])],
      ['Transpose', { with: { perm: [0, 1, 4, 2, 5, 3] } }],
      ['Reshape', i([2, 3, 6, 10])],
      ['Conv', w(4, 3, 3, 3)],
    ],
  ),
  // Space to depth.
  chain(
    [1, 3, 6, 4],
    [
      ['Reshape', i([1, 3, 3, 2, 2, 2])],
      ['Transpose', { with: { perm: [0, 3, 5, 1, 2, 4] } }],
      ['Reshape', i([1, 12, 3, 2])],
      ['Relu'],
    ],
  ),
];

const ORDERS: readonly OpCase[] = [
  chain([2, 3, 5, 4], [['Conv', w(7, 3, 3, 3), { with: same }], ['Flatten']]),
  chain(
    [2, 3, 5, 4],
    [
      ['Conv', w(7, 3, 1, 1)],
      ['Flatten'],
      ['Gemm', w(5, 140), w(5), { with: { transB: 1 } }],
      ['Softmax'],
    ],
  ),
  chain(
    [2, 3, 5, 4],
    [
      ['MaxPool', { with: { kernel_shape: [2, 2] } }],
      ['Reshape', i([2, 36])],
      ['MatMul', w(36, 5)],
    ],
  ),
  chain(
    [2, 3, 5, 4],
    [
      ['Transpose', { with: NHWC }],
      ['Relu'],
      ['Transpose', { with: NCHW }],
      ['Conv', w(4, 3, 1, 1)],
    ],
  ),
  chain(
    [2, 5, 4, 3],
    [
      ['Transpose', { with: NCHW }],
      ['Conv', w(4, 3, 3, 3), { with: same }],
      ['Transpose', { with: NHWC }],
    ],
  ),
  chain(
    [2, 5, 4, 3],
    [
      ['Transpose', { with: NCHW }],
      ['Conv', w(8, 3, 1, 1)],
      ['Transpose', { with: NHWC }],
      ['Add', w(8)],
      ['Relu'],
      ['Transpose', { with: NCHW }],
      ['GlobalAveragePool'],
    ],
  ),
  chain([2, 3, 5, 4], [['Transpose', { with: NHWC }], ['Reshape', i([2, 20, 3])], ['Softmax']]),
  chain(
    [2, 3, 5, 4],
    [
      ['Transpose', { with: NHWC }],
      ['Reshape', i([2, 10, 2, 3])],
      ['Transpose', { with: NCHW }],
      ['MaxPool', { with: { kernel_shape: [2, 2] } }],
    ],
  ),
  chain(
    [2, 6, 5, 4],
    [
      ['Reshape', i([2, 6, 20])],
      ['Transpose', { with: { perm: [0, 2, 1] } }],
      ['MatMul', w(6, 5)],
      ['Add', w(5)],
      ['Transpose', { with: { perm: [0, 2, 1] } }],
      ['Reshape', i([2, 5, 5, 4])],
      ['Conv', w(3, 5, 3, 3)],
    ],
  ),
  chain(
    [2, 6, 5, 4],
    [
      ['Squeeze'],
      ['Unsqueeze', i([1, 4])],
      ['Squeeze', i([1])],
      ['Transpose'],
      ['Flatten', { with: { axis: 2 } }],
    ],
  ),
  chain(
    [1, 6, 5, 4],
    [
      ['Squeeze', i([0])],
      ['Transpose', { with: { perm: [1, 2, 0] } }],
      ['Add', w(6)],
      ['Unsqueeze', i([0])],
      ['Transpose', { with: NCHW }],
      ['MaxPool', { with: { kernel_shape: [3, 3] } }],
    ],
  ),
  chain(
    [2, 6, 4, 4],
    [
      ['Pad', i([0, 1, 1, 0, 0, 1, 0, 2])],
      ['Transpose', { with: { perm: [0, 1, 3, 2] } }],
      ['Slice', i([1, 1]), i([7, 5]), i([1, 3]), i([2, 1])],
      ['Conv', w(4, 3, 3, 3)],
    ],
  ),
  chain(
    [2, 3, 5, 4],
    [
      ['ReduceMean', { with: { axes: [2, 3], keepdims: 0 } }],
      ['Gemm', w(3, 5), w(5)],
      ['Unsqueeze', i([2, 3])],
      ['Expand', i([2, 5, 4, 3])],
      ['Conv', w(4, 5, 1, 1)],
    ],
  ),
  chain(
    [2, 3, 5, 4],
    [
      ['ReduceMax', { with: { axes: [1], keepdims: 1 } }],
      ['Conv', w(4, 1, 3, 3), { with: same }],
    ],
  ),
  chain(
    [2, 8, 3, 5],
    [
      ['Softmax', { with: { axis: 1 } }],
      ['Conv', w(4, 8, 1, 1)],
    ],
  ),
  chain(
    [2, 8, 3, 5],
    [
      ['Softmax', { with: { axis: 2 } }],
      ['MaxPool', { with: { kernel_shape: [2, 2] } }],
    ],
  ),
  chain(
    [2, 8, 3, 5],
    [
      ['Gather', i(1), { with: { axis: 0 } }],
      ['Unsqueeze', i([0])],
      ['Resize', null, f([1, 1, 2, 2])],
    ],
  ),
  chain(
    [3, 2, 8, 3, 5],
    [['Squeeze'], ['Gather', i(1), { with: { axis: 1 } }], ['Conv', w(4, 8, 3, 3)]],
  ),
];

export const CHAIN_CASES: readonly OpCase[] = [...EXPORTED, ...SHUFFLES, ...ORDERS];
