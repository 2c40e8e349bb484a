// Op suite: joining, splitting and cutting.
import { ONNX_TYPES } from '../../../src/formats/onnx/onnx-model';
import { i, n, net, type OpCase, op, w, x } from './op-case';

/** Parts that join along an axis, c constants and x computed. */
const join = (axis: number, ...inputs: Parameters<typeof op>[1]) => op('Concat', inputs, { axis });

const CONCATS: readonly OpCase[] = [
  join(1, x(1, 3, 5, 4), x(1, 7, 5, 4)),
  join(1, x(2, 4, 5, 3), x(2, 8, 5, 3), x(2, 1, 5, 3)),
  join(0, x(1, 3, 5, 4), x(2, 3, 5, 4)),
  join(2, x(1, 3, 5, 4), x(1, 3, 2, 4)),
  join(3, x(1, 3, 5, 4), x(1, 3, 5, 7)),
  join(-1, x(1, 3, 5, 4), x(1, 3, 5, 1)),
  join(-3, x(2, 15, 3, 2), x(2, 2, 3, 2)),
  join(1, x(1, 3, 5, 4), w(1, 2, 5, 4)),
  join(1, w(1, 3, 5, 4), x(1, 2, 5, 4), w(1, 1, 5, 4)),
  join(2, w(1, 3, 1, 4), x(1, 3, 5, 4)),
  join(1, x(1, 3, 5, 4)),
  join(0, x(7), x(3)),
  join(0, w(2), x(3), w(4)),
  join(1, x(3, 15), x(3, 1)),
  join(0, x(1, 15), x(3, 15)),
  join(1, x(2, 3, 5), x(2, 4, 5)),
  join(2, x(2, 3, 5), x(2, 3, 5)),
  join(0, x(2, 3, 5), w(1, 3, 5)),
  join(2, x(1, 2, 3, 4, 5), x(1, 2, 1, 4, 5)),
  join(4, x(1, 2, 3, 4, 5), x(1, 2, 3, 4, 2)),
  join(-5, x(1, 2, 3, 4, 5), w(1, 2, 3, 4, 5)),
  net([n('Concat', [x(1, 3, 5, 4), 'x0'], { axis: 1 })]),
  net([n('Relu', [x(2, 3, 5, 4)]), n('Concat', ['$', '$', 'x0', '$'], { axis: 1 })]),
  net([n('Concat', [x(1, 3, 4, 4), 'x0'], { axis: 0 }), n('Concat', ['$', '$'], { axis: 3 })]),
  op('Concat', [x(1, 5, 2, 3), x(1, 2, 2, 3)], { axis: 1 }, { opset: 7 }),
  net([
    n('Conv', [x(1, 3, 7, 5), w(5, 3, 1, 1)]),
    n('Conv', ['x0', w(6, 3, 3, 3)], { pads: [1, 1, 1, 1] }),
    n('MaxPool', ['x0'], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }),
    n('Concat', ['y0', 'y1', 'y2'], { axis: 1 }),
  ]),
];

const parts = (outputs: number, opset = 13) => ({ outputs, opset });

const SPLITS: readonly OpCase[] = [
  op('Split', [x(1, 8, 5, 3)], { axis: 1 }, parts(2)),
  op('Split', [x(2, 12, 5, 3), i([3, 4, 5])], { axis: 1 }, parts(3)),
  op('Split', [x(2, 12, 5, 3)], { axis: 1, split: [1, 11] }, parts(2, 11)),
  op('Split', [x(2, 12, 5, 3)], { axis: -3, split: [5, 4, 3] }, parts(3, 11)),
  op('Split', [x(3, 4, 5, 3)], {}, parts(3, 7)),
  op('Split', [x(2, 4, 6, 3)], { axis: 2 }, parts(3, 7)),
  op('Split', [x(2, 4, 6, 4)], { axis: -1 }, parts(4)),
  op('Split', [x(7)], { axis: 0, split: [3, 4] }, parts(2, 11)),
  op('Split', [x(3, 15), i([2, 13])], { axis: 1 }, parts(2)),
  op('Split', [x(6, 3, 5)], {}, parts(2)),
  op('Split', [x(2, 7, 5, 3)], { axis: 1, num_outputs: 3 }, parts(3, 18)),
  op('Split', [x(2, 8, 5, 3)], { axis: 1, num_outputs: 4 }, parts(4, 18)),
  op('Split', [x(2, 8, 5, 3), i([1, 7])], { axis: 1 }, parts(2, 18)),
  op('Split', [x(1, 2, 3, 4, 6)], { axis: 4 }, parts(2)),
  op('Split', [x(1, 8, 5, 3)], { axis: 1 }, parts(1)),
  net([n('Split', [x(1, 8, 5, 3)], { axis: 1 }, 2), n('Add', ['y0', 'y0.1'])]),
  net([
    n('Split', [x(1, 8, 5, 3)], { axis: 1 }, 2),
    n('Relu', ['y0.1']),
    n('Concat', ['y0', '$'], { axis: 1 }),
  ]),
];

const INT_MAX = 2 ** 31 - 1;
const LONGEST = Number.MAX_SAFE_INTEGER;

const SLICES: readonly OpCase[] = [
  op('Slice', [x(2, 8, 15, 7), i([2]), i([6]), i([1])]),
  op('Slice', [x(2, 8, 15, 7), i([1, 2]), i([2, 7])]),
  op('Slice', [x(2, 8, 15, 7), i([0, 1, 2, 3]), i([2, 8, 13, 7])]),
  op('Slice', [x(2, 8, 15, 7), i([1, 3]), i([INT_MAX, INT_MAX]), i([2, 3])]),
  op('Slice', [x(2, 8, 15, 7), i([-3]), i([LONGEST]), i([-2])]),
  op('Slice', [x(2, 8, 15, 7), i([0, 1]), i([15, 7]), i([2, 3]), i([2, 3])]),
  op('Slice', [x(2, 8, 15, 7), i([-1]), i([-INT_MAX]), i([1]), i([-1])]),
  op('Slice', [x(2, 8, 15, 7), i([12]), i([2]), i([2]), i([-3])]),
  op('Slice', [x(2, 8, 15, 7), i([INT_MAX]), i([-100]), i([3]), i([-2])]),
  op('Slice', [x(2, 8, 15, 7), i([-100]), i([-2]), i([2])]),
  op('Slice', [x(2, 8, 15, 7), i([0]), i([8]), i([1])]),
  op(
    'Slice',
    [x(2, 8, 15, 7), i([0], ONNX_TYPES.INT32), i([5], ONNX_TYPES.INT32), i([2], ONNX_TYPES.INT32)],
    {},
    { opset: 10 },
  ),
  op('Slice', [x(2, 8, 15, 7), i([1]), i([9]), i([2]), i([4])], {}, { opset: 10 }),
  op('Slice', [x(2, 8, 15, 7)], { starts: [1, 2], ends: [5, 9], axes: [1, 2] }, { opset: 9 }),
  op('Slice', [x(2, 8, 15, 7)], { starts: [0, -3], ends: [1, INT_MAX] }, { opset: 7 }),
  op('Slice', [x(15), i([3]), i([11]), null, i([2])]),
  op('Slice', [x(15), i([-2]), i([2]), i([0]), i([-4])]),
  op('Slice', [x(7, 15), i([1, 14]), i([6, 0]), i([0, 1]), i([2, -3])]),
  op('Slice', [x(3, 7, 5), i([1]), i([-1]), i([-1])]),
  op('Slice', [x(1, 2, 3, 4, 5), i([1, 4]), i([3, 0]), i([2, 4]), i([1, -2])]),
  net([
    n('Slice', [x(1, 3, 8, 6), i([0]), i([INT_MAX]), i([2]), i([2])]),
    n('Slice', ['$', i([1]), i([INT_MAX]), i([3]), i([2])]),
    n('Slice', ['x0', i([1]), i([INT_MAX]), i([2]), i([2])]),
    n('Slice', ['$', i([0]), i([INT_MAX]), i([3]), i([2])]),
    n('Concat', ['y1', 'y3'], { axis: 1 }),
  ]),
];

export const JOINING_CASES: readonly OpCase[] = [...CONCATS, ...SPLITS, ...SLICES];
