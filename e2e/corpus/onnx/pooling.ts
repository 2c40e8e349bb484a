// Op suite: pools over windows and whole axes.
import { i, type OpCase, op, x } from './op-case';

const k3 = { kernel_shape: [3, 3] };
const k2s2 = { kernel_shape: [2, 2], strides: [2, 2] };

/** Windows that both kinds of pools have. */
const WINDOWS: readonly OpCase[] = ['MaxPool', 'AveragePool'].flatMap((name) => [
  op(name, [x(1, 3, 15, 7)], { kernel_shape: [1, 1] }),
  op(name, [x(2, 7, 18, 17)], k2s2),
  op(name, [x(1, 4, 25, 33)], { ...k3, strides: [2, 2], pads: [1, 1, 1, 1] }),
  op(name, [x(1, 12, 9, 11)], { ...k3, pads: [0, 1, 2, 1] }),
  op(name, [x(1, 8, 9, 11)], { kernel_shape: [2, 5], strides: [3, 1] }, { opset: 7 }),
  op(name, [x(1, 15, 7, 7)], { kernel_shape: [7, 7] }, { opset: 10 }),
  op(name, [x(1, 2, 14, 9)], { ...k3, strides: [2, 2], auto_pad: 'SAME_UPPER' }),
  op(name, [x(1, 2, 14, 9)], { kernel_shape: [4, 2], strides: [3, 1], auto_pad: 'SAME_LOWER' }),
  op(name, [x(1, 2, 14, 9)], { ...k3, auto_pad: 'VALID' }, { opset: 22 }),
  op(name, [x(1, 2, 5, 5)], { kernel_shape: [1, 1], strides: [2, 2], auto_pad: 'SAME_UPPER' }),
  op(name, [x(1, 3, 15, 8)], { ...k2s2, ceil_mode: 1 }),
  op(name, [x(1, 3, 14, 9)], { ...k3, strides: [2, 2], ceil_mode: 1 }, { opset: 10 }),
  op(name, [x(1, 16, 8, 8)], { ...k3, strides: [2, 2], pads: [1, 1, 1, 1], ceil_mode: 1 }),
  op(name, [x(3, 1, 9, 7)], { ...k3, strides: [3, 2], pads: [0, 1, 1, 0], ceil_mode: 1 }),
  // A last window that would lie in the padding alone does not count.
  op(name, [x(1, 2, 5, 5)], {
    kernel_shape: [2, 2],
    strides: [3, 3],
    pads: [1, 1, 1, 1],
    ceil_mode: 1,
  }),
]);

const COUNTING: readonly OpCase[] = [
  op('MaxPool', [x(1, 3, 9, 7)], { ...k3, dilations: [1, 1], storage_order: 0 }, { opset: 12 }),
  op('MaxPool', [x(1, 3, 9, 7)], { ...k3, storage_order: 0 }, { opset: 8 }),
  op('AveragePool', [x(1, 3, 9, 7)], { ...k3, pads: [1, 1, 1, 1], count_include_pad: 0 }),
  op('AveragePool', [x(1, 3, 9, 7)], { ...k3, pads: [1, 1, 1, 1], count_include_pad: 1 }),
  op(
    'AveragePool',
    [x(2, 7, 9, 7)],
    { ...k3, pads: [0, 2, 1, 0], count_include_pad: 1 },
    { opset: 7 },
  ),
  op('AveragePool', [x(1, 3, 9, 7)], { ...k3, auto_pad: 'SAME_UPPER', count_include_pad: 1 }),
  op('AveragePool', [x(1, 3, 8, 9)], {
    ...k3,
    auto_pad: 'SAME_LOWER',
    strides: [2, 2],
    count_include_pad: 1,
  }),
  ...[10, 11, 19, 22].flatMap((opset) => [
    op(
      'AveragePool',
      [x(1, 3, 8, 8)],
      { ...k3, strides: [2, 2], pads: [1, 1, 1, 1], ceil_mode: 1, count_include_pad: 1 },
      { opset },
    ),
    op('AveragePool', [x(1, 3, 15, 8)], { ...k2s2, ceil_mode: 1, count_include_pad: 1 }, { opset }),
    op(
      'AveragePool',
      [x(1, 3, 9, 7)],
      { ...k3, strides: [3, 2], pads: [0, 1, 1, 0], ceil_mode: 1, count_include_pad: 1 },
      { opset },
    ),
    op(
      'AveragePool',
      [x(1, 2, 9, 7)],
      { ...k3, strides: [3, 2], pads: [0, 1, 1, 0], ceil_mode: 1 },
      { opset },
    ),
  ]),
  op('AveragePool', [x(1, 3, 9, 7)], { ...k3, dilations: [1, 1] }, { opset: 19 }),
];

const WHOLE: readonly OpCase[] = ['GlobalAveragePool', 'GlobalMaxPool'].flatMap((name) => [
  op(name, [x(1, 3, 15, 7)]),
  op(name, [x(2, 7, 18, 17)]),
  op(name, [x(3, 16, 5, 5)], {}, { opset: 7 }),
  op(name, [x(1, 1, 25, 33)]),
  op(name, [x(1, 12, 1, 1)], {}, { opset: 22 }),
  op(name, [x(1, 15, 1, 9)]),
  op(name, [x(1, 4, 15)]),
  op(name, [x(2, 7, 5)]),
  op(name, [x(1, 2, 3, 4, 5)]),
  op(name, [x(2, 8, 3, 2, 3)]),
]);

/** Axes to reduce, by the shape that they are axes of. */
const REDUCTIONS: readonly (readonly [dims: readonly number[], axes: readonly number[]])[] = [
  [
    [2, 7, 5, 3],
    [2, 3],
  ],
  [
    [2, 7, 5, 3],
    [-1, -2],
  ],
  [[2, 7, 5, 3], [1]],
  [[2, 7, 5, 3], [0]],
  [[2, 7, 5, 3], [3]],
  [[2, 7, 5, 3], [2]],
  [
    [2, 7, 5, 3],
    [0, 2],
  ],
  [
    [2, 7, 5, 3],
    [1, 3],
  ],
  [
    [2, 7, 5, 3],
    [1, 2, 3],
  ],
  [
    [2, 7, 5, 3],
    [0, 1, 2, 3],
  ],
  [[3, 15], [1]],
  [[3, 15], [0]],
  [
    [3, 15],
    [-2, 1],
  ],
  [[7], [0]],
  [[2, 3, 5], [1]],
  [
    [2, 3, 5],
    [0, -1],
  ],
  [
    [2, 3, 5],
    [1, 2],
  ],
  [
    [1, 2, 3, 4, 5],
    [2, 4],
  ],
  [[1, 2, 3, 4, 5], [3]],
  [
    [1, 2, 3, 4, 5],
    [0, 1, -1],
  ],
];

const SOME: readonly OpCase[] = ['ReduceMean', 'ReduceMax'].flatMap((name) => [
  ...REDUCTIONS.map(([dims, axes]) => op(name, [x(...dims)], { axes })),
  ...REDUCTIONS.map(([dims, axes]) => op(name, [x(...dims)], { axes, keepdims: 0 }, { opset: 11 })),
  ...REDUCTIONS.filter((_, at) => at % 3 === 0).flatMap(([dims, axes]) => [
    op(name, [x(...dims), i(axes)], { keepdims: 0 }, { opset: 18 }),
    op(name, [x(...dims), i(axes)], {}, { opset: 18 }),
  ]),
  op(name, [x(2, 7, 5, 3)]),
  op(name, [x(2, 7, 5, 3)], { keepdims: 0 }, { opset: 7 }),
  op(name, [x(2, 3, 5)], { keepdims: 1 }, { opset: 18 }),
  op(name, [x(2, 7, 5, 3)], { keepdims: 0 }, { opset: 18 }),
  op(name, [x(2, 7, 5, 3)], { noop_with_empty_axes: 1 }, { opset: 18 }),
  op(name, [x(2, 3, 5), i([])], { noop_with_empty_axes: 1, keepdims: 0 }, { opset: 18 }),
  op(name, [x(2, 3, 5), i([])], { keepdims: 0 }, { opset: 18 }),
  op(name, [x(2, 3, 5), i([1])], { noop_with_empty_axes: 1 }, { opset: 18 }),
]);

export const POOLING_CASES: readonly OpCase[] = [...WINDOWS, ...COUNTING, ...WHOLE, ...SOME];
