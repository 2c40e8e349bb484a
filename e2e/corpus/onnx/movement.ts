// Op suite: other shapes and orders of axes for the same numbers.
import { ONNX_TYPES } from '../../../src/formats/onnx/onnx-model';
import { i, n, net, type OpCase, op, w, x } from './op-case';

const reshape = (from: readonly number[], to: readonly number[], opset = 13) =>
  op('Reshape', [x(...from), i(to)], {}, { opset });

/** More runs than are taken one by one. */
const IRREGULAR = Array.from({ length: 600 }, (_, k) => (k * k) % 5);

const RESHAPES: readonly OpCase[] = [
  reshape([2, 3, 4, 5], [2, -1]),
  reshape([2, 3, 4, 5], [-1]),
  reshape([2, 3, 4, 5], [0, 0, 20], 7),
  reshape([2, 3, 4, 5], [0, -1, 0, 5]),
  reshape([2, 3, 4, 5], [2, 3, 5, 4]),
  reshape([2, 3, 4, 5], [6, 4, 5, 1]),
  reshape([2, 3, 4, 5], [2, 12, 5]),
  reshape([2, 3, 4, 5], [1, 2, 3, 4, 5]),
  reshape([1, 8, 3, 5], [1, 2, 4, 3, 5]),
  reshape([1, 8, 3, 5], [1, 4, 2, 3, 5]),
  reshape([1, 2, 4, 3, 5], [1, 8, 3, 5], 14),
  reshape([3, 15], [3, 3, 5, 1]),
  reshape([3, 16], [3, 4, 2, 2]),
  reshape([60], [3, 4, 5]),
  reshape([1], []),
  reshape([], [1, 1]),
  reshape([1, 1, 1, 1], [-1]),
  reshape([1, 1, 1, 1], [1]),
  reshape([1, 6, 1, 4], [6, 4]),
  reshape([4, 9], [2, 2, 3, 3]),
  op('Reshape', [x(2, 3, 4), i([3, -1, 2])], { allowzero: 1 }, { opset: 14 }),
  op('Reshape', [x(2, 3, 4), i([0, -1])], { allowzero: 0 }, { opset: 14 }),
];

const FLATTENS: readonly OpCase[] = [
  ...[0, 1, 2, 3, 4, -1, -2, -4].map((axis) => op('Flatten', [x(2, 3, 4, 5)], { axis })),
  ...[0, 1, 2, 3].map((axis) => op('Flatten', [x(2, 3, 5)], { axis }, { opset: 9 })),
  op('Flatten', [x(2, 7, 1, 1)]),
  op('Flatten', [x(1, 7, 3, 1)], {}, { opset: 7 }),
  op('Flatten', [x(7)]),
  op('Flatten', [x(7)], { axis: 0 }),
  op('Flatten', [x(3, 15)], { axis: 2 }),
  op('Flatten', [x(1, 2, 3, 4, 5)], { axis: 3 }),
];

const TRANSPOSES: readonly OpCase[] = [
  ...[[7], [3, 15], [2, 3, 5], [2, 3, 4, 5], [1, 2, 3, 4, 5]].map((dims) =>
    op('Transpose', [x(...dims)]),
  ),
  ...[
    [0, 2, 3, 1],
    [0, 3, 1, 2],
    [0, 1, 3, 2],
    [1, 0, 2, 3],
    [2, 0, 3, 1],
    [3, 1, 2, 0],
    [0, 1, 2, 3],
  ].map((perm) => op('Transpose', [x(2, 3, 4, 5)], { perm })),
  ...[
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
  ].map((perm) => op('Transpose', [x(2, 3, 5)], { perm }, { opset: 7 })),
  op('Transpose', [x(1, 2, 4, 3, 5)], { perm: [0, 2, 1, 3, 4] }),
  op('Transpose', [x(2, 3, 2, 3, 2)], { perm: [4, 0, 3, 1, 2] }),
  op('Transpose', [x(1, 7, 1, 5)], { perm: [0, 2, 1, 3] }),
  op('Transpose', [x(3, 1)], { perm: [1, 0] }),
];

const SQUEEZES: readonly OpCase[] = [
  op('Squeeze', [x(1, 7, 1, 1)]),
  op('Squeeze', [x(1, 7, 1, 3), i([0])]),
  op('Squeeze', [x(1, 7, 1, 3), i([2])]),
  op('Squeeze', [x(2, 1, 5, 3), i([-3])]),
  op('Squeeze', [x(2, 7, 1, 1), i([3, 2])]),
  op('Squeeze', [x(2, 7, 1, 1), i([-1, -2])]),
  op('Squeeze', [x(2, 7, 1, 1)], { axes: [2, 3] }, { opset: 11 }),
  op('Squeeze', [x(1, 7, 1, 5)], { axes: [0] }, { opset: 7 }),
  op('Squeeze', [x(1, 7, 1, 5)], {}, { opset: 7 }),
  op('Squeeze', [x(1, 3, 1, 2, 5)]),
  op('Squeeze', [x(1, 1, 1, 1)]),
  op('Squeeze', [x(3, 1), i([1])]),
  op('Squeeze', [x(2, 3, 5)]),
  op('Squeeze', [x(1, 15, 1), i([-1])]),
];

const UNSQUEEZES: readonly OpCase[] = [
  op('Unsqueeze', [x(7), i([0])]),
  op('Unsqueeze', [x(7), i([1])]),
  op('Unsqueeze', [x(), i([0])]),
  op('Unsqueeze', [x(3, 15), i([0, 3])]),
  op('Unsqueeze', [x(3, 15), i([2, 3])]),
  op('Unsqueeze', [x(3, 15), i([-1])]),
  op('Unsqueeze', [x(3, 15), i([-1, -2])]),
  op('Unsqueeze', [x(2, 3, 5), i([1])]),
  op('Unsqueeze', [x(2, 3, 5), i([-4])]),
  op('Unsqueeze', [x(2, 3, 5, 4), i([2])]),
  op('Unsqueeze', [x(2, 3, 5, 4), i([0])]),
  op('Unsqueeze', [x(2, 3, 5)], { axes: [0] }, { opset: 7 }),
  op('Unsqueeze', [x(2, 15)], { axes: [2, 3] }, { opset: 11 }),
  op('Unsqueeze', [x(2, 15)], { axes: [-1] }, { opset: 12 }),
  op('Unsqueeze', [x(5, 3), i(0, ONNX_TYPES.INT64, [1])]),
];

const EXPANDS: readonly OpCase[] = [
  op('Expand', [x(1, 7, 1, 1), i([1, 7, 5, 3])]),
  op('Expand', [x(2, 1, 5, 1), i([1, 3, 1, 4])]),
  op('Expand', [x(3, 1), i([2, 3, 5])]),
  op('Expand', [x(5), i([2, 3, 4, 5])]),
  op('Expand', [x(7, 1, 1), i([2, 7, 3, 3])]),
  op('Expand', [x(), i([2, 3])]),
  op('Expand', [x(3, 15), i([1, 1])], {}, { opset: 8 }),
  op('Expand', [x(1), i([7])]),
  op('Expand', [x(2, 1, 3), i([2, 4, 3])], {}, { opset: 8 }),
  op('Expand', [x(1, 2, 1, 3, 1), i([2, 1, 4, 1, 2])]),
  op('Expand', [x(2, 3, 4, 5), i([1])]),
];

const GATHERS: readonly OpCase[] = [
  op('Gather', [x(2, 7, 5, 3), i(3)], { axis: 1 }),
  op('Gather', [x(2, 7, 5, 3), i([2])], { axis: 1 }),
  op('Gather', [x(2, 7, 5, 3), i([1, 2, 3])], { axis: 1 }),
  op('Gather', [x(2, 7, 5, 3), i([4, 2, 0])], { axis: 2 }),
  op('Gather', [x(2, 7, 5, 3), i([0, 3, 6])], { axis: -3 }, { opset: 11 }),
  op('Gather', [x(2, 7, 5, 3), i(-1)], { axis: 3 }),
  op('Gather', [x(3, 15), i(1)]),
  op('Gather', [x(3, 15), i([14, 12])], { axis: 1 }, { opset: 7 }),
  op('Gather', [x(7), i(2)]),
  op('Gather', [x(7), i([-1, -3, -5])]),
  op('Gather', [x(2, 6, 5), i([0, 1, 2, 3], ONNX_TYPES.INT64, [2, 2])], { axis: 1 }),
  op('Gather', [x(2, 6, 5), i([5, 4, 3, 2, 1, 0], ONNX_TYPES.INT32, [2, 3])], { axis: 1 }),
  op('Gather', [x(1, 2, 3, 4, 5), i([1, 3])], { axis: 3 }),
  ...[0, 1, 2].map((axis) => op('Gather', [x(5, 7, 6), i(IRREGULAR)], { axis })),
  op('Gather', [x(2, 5, 3, 4), i(IRREGULAR, ONNX_TYPES.INT64, [15, 40])], { axis: 1 }),
];

const PASSING: readonly OpCase[] = [
  ...[[], [7], [3, 15], [2, 3, 5], [1, 7, 5, 3]].flatMap((dims) => [
    op('Identity', [x(...dims)]),
    op('Dropout', [x(...dims)], { ratio: 0.3 }, { opset: 7 }),
  ]),
  op('Identity', [x(1, 2, 3, 4, 5)], {}, { opset: 16 }),
  op('Dropout', [x(1, 7, 5, 3)], {}, { opset: 10 }),
  op('Dropout', [x(1, 7, 5, 3)], { ratio: 0.5 }, { opset: 10 }),
  op('Dropout', [x(1, 7, 5, 3), i(0.5, ONNX_TYPES.FLOAT)], { seed: 3 }, { opset: 12 }),
  op('Dropout', [x(1, 7, 5, 3), null, i(0, ONNX_TYPES.BOOL)]),
  op('Dropout', [x(2, 3), i(0, ONNX_TYPES.FLOAT), i(1, ONNX_TYPES.BOOL)]),
  op('Dropout', [x(2, 3), i(0.9, ONNX_TYPES.FLOAT), i(0, ONNX_TYPES.BOOL)]),
  ...[[], [7], [3, 15], [2, 3, 5], [1, 7, 5, 3], [1, 2, 3, 4, 5]].map((dims) =>
    op('Cast', [x(...dims)], { to: ONNX_TYPES.FLOAT }),
  ),
  op('Cast', [x(2, 3)], { to: ONNX_TYPES.FLOAT }, { opset: 7 }),
  net([
    n('Cast', [i([3, 5, -7], ONNX_TYPES.INT32)], { to: ONNX_TYPES.FLOAT }),
    n('Mul', [x(2, 3), '$']),
  ]),
  net([
    n('Cast', [i([0x3c00, 0xc100, 0x3555], ONNX_TYPES.FLOAT16)], { to: ONNX_TYPES.FLOAT }),
    n('Mul', [x(2, 3), '$']),
  ]),
  net([
    n('Cast', [w(3)], { to: ONNX_TYPES.INT64 }),
    n('Cast', ['$'], { to: ONNX_TYPES.FLOAT }),
    n('Add', [x(2, 3), '$']),
  ]),
  net([n('Identity', [x(2, 3)]), n('Identity', ['$'])], { results: ['y0', 'y1'] }),
];

export const MOVEMENT_CASES: readonly OpCase[] = [
  ...RESHAPES,
  ...FLATTENS,
  ...TRANSPOSES,
  ...SQUEEZES,
  ...UNSQUEEZES,
  ...EXPANDS,
  ...GATHERS,
  ...PASSING,
];
