// Op suite: rankings, reductions, normalisations by statistics, and what moves blocks.
import { ONNX_TYPES } from '../../../src/formats/onnx/onnx-model';
import { f, i, n, net, type OpCase, op, w, wp, x, xp } from './op-case';

const { FLOAT } = ONNX_TYPES;

const REDUCTIONS: readonly OpCase[] = [
  ...['ReduceMean', 'ReduceMax', 'ReduceMin', 'ReduceProd', 'ReduceL1', 'ReduceL2'],
  ...['ReduceSumSquare', 'ReduceLogSumExp'],
].flatMap((name) => [
  op(name, [x(2, 3, 5, 4)], { axes: [2, 3] }),
  op(name, [x(2, 3, 5, 4)], { axes: [1], keepdims: 0 }),
  op(name, [x(2, 3, 4)], { axes: [-1, 0] }),
  op(name, [x(2, 3, 2)]),
]);

const SUMS: readonly OpCase[] = [
  op('ReduceSum', [x(2, 3, 5, 4), i([2, 3])]),
  op('ReduceSum', [x(2, 3, 5, 4), i([1])], { keepdims: 0 }),
  op('ReduceSum', [x(2, 3, 5, 4)], { axes: [0, 2] }, { opset: 11 }),
  op('ReduceSum', [x(3, 4)], { noop_with_empty_axes: 1 }),
  op('ReduceMax', [x(2, 3, 5, 4), i([0, 3])], {}, { opset: 18 }),
  op('ReduceLogSum', [xp(2, 3, 5, 4)], { axes: [2] }),
];

const index = (name: string, dims: readonly number[], attributes = {}) =>
  net([n(name, [x(...dims)], attributes), n('Cast', ['$'], { to: FLOAT })]);

const RANKINGS: readonly OpCase[] = ['ArgMax', 'ArgMin'].flatMap((name) => [
  index(name, [2, 3, 5, 7], { axis: 1 }),
  index(name, [2, 3, 5, 7], { axis: 1, keepdims: 0, select_last_index: 1 }),
  index(name, [2, 3, 5, 7], { axis: -1, keepdims: 0 }),
  index(name, [4, 100]),
]);

const TOP: readonly OpCase[] = [
  op('TopK', [x(3, 40), i([5])], {}, { outputs: 2 }),
  op('TopK', [x(2, 3, 9, 4), i([2])], { axis: 2 }, { outputs: 2 }),
  op('TopK', [x(2, 3, 9, 4), i([3])], { axis: 1, largest: 0 }, { outputs: 2 }),
  op('TopK', [x(17), i([4])], {}, { outputs: 2 }),
].map(({ nodes, opset }) => {
  const [node] = nodes;
  const numbers = n('Cast', ['y0.1'], { to: FLOAT });
  return { nodes: node ? [node, numbers] : [], opset, results: ['y0', 'y1'] };
});

const STATISTICS: readonly OpCase[] = [
  op('InstanceNormalization', [x(2, 3, 5, 7), w(3), w(3)]),
  op('InstanceNormalization', [x(2, 3, 8), w(3), w(3)], { epsilon: 0.1 }),
  op('LayerNormalization', [x(2, 5, 8), w(8), w(8)], {}, { opset: 17 }),
  op('LayerNormalization', [x(2, 3, 5, 8), w(5, 8)], { axis: 2 }, { opset: 17 }),
  op('LayerNormalization', [x(2, 3, 5, 8), w(8)], { axis: -1, epsilon: 0.01 }, { opset: 17 }),
  op('MeanVarianceNormalization', [x(2, 3, 5, 7)]),
  op('LpNormalization', [x(2, 3, 5)], { axis: 1, p: 1 }),
  op('LpNormalization', [x(2, 3, 5, 4)], { axis: 1 }),
];

const BLOCKS: readonly OpCase[] = [
  op('DepthToSpace', [x(2, 12, 3, 5)], { blocksize: 2 }),
  op('DepthToSpace', [x(1, 18, 2, 3)], { blocksize: 3, mode: 'CRD' }),
  op('SpaceToDepth', [x(2, 3, 6, 4)], { blocksize: 2 }),
  op('Tile', [x(2, 3, 5, 4), i([1, 2, 1, 3])]),
  op('Tile', [x(2, 3), i([3, 2])]),
  op('Gather', [x(2, 3, 5, 4), i([2, 1, 0])], { axis: 1 }),
  op('Gather', [x(2, 5, 4), i([4, 0, 0, 3, 1, 2])], { axis: 1 }),
  op('Gather', [x(6, 4), i([0, 5, 2, 2], undefined, [2, 2])], { axis: 0 }),
  net([
    n('Split', [x(2, 3, 4, 4), i([0, 2, 1])], { axis: 1 }, 3),
    n('Concat', ['y0', 'y0.2', 'y0.1'], { axis: 1 }),
  ]),
  op('Concat', [x(1, 3, 4, 4), w(1, 0, 4, 4), x(1, 2, 4, 4)], { axis: 1 }),
  op('Einsum', [x(2, 3, 4, 5), w(3, 7)], { equation: 'nchw,cd->ndhw' }),
  op('Einsum', [x(2, 3, 4), x(2, 5, 4)], { equation: 'bid,bjd->bij' }),
  op('Einsum', [x(3, 4), x(4)], { equation: 'ij,j' }),
  op('Einsum', [x(3, 4, 5)], { equation: 'ijk->ki' }),
];

export const RANKING_CASES: readonly OpCase[] = [
  ...REDUCTIONS,
  ...SUMS,
  ...RANKINGS,
  ...TOP,
  ...STATISTICS,
  ...BLOCKS,
];

/** Pictures sampled at computed and at constant places, inside and outside, by every kernel and border. */
export const GRID_CASES: readonly OpCase[] = ['zeros', 'border', 'reflection'].flatMap(
  (padding_mode) =>
    [0, 1].flatMap((align_corners) => [
      ...['bilinear', 'nearest', 'bicubic'].map((mode) =>
        op(
          'GridSample',
          [x(2, 3, 5, 4), x(2, 4, 3, 2)],
          { mode, padding_mode, align_corners },
          { opset: 16 },
        ),
      ),
      op(
        'GridSample',
        [x(1, 5, 4, 7), w(1, 6, 5, 2)],
        { mode: 'linear', padding_mode, align_corners },
        { opset: 20 },
      ),
    ]),
);

/** Rows that are replaced or changed at constant places, some more than once. */
export const SCATTER_CASES: readonly OpCase[] = [
  op('ScatterND', [x(6, 4), i([4, 1, -3, 1], undefined, [4, 1]), x(4, 4)]),
  op('ScatterND', [x(2, 3, 5, 4), i([1, 0, 0, 2], undefined, [1, 2, 2]), x(1, 2, 5, 4)]),
  op('ScatterND', [x(2, 3, 4), i([1, 2, 3, 0, 1, 0], undefined, [2, 3]), w(2)]),
  op('ScatterND', [x(2, 3), i([], undefined, [0, 1]), w(0, 3)]),
  ...['none', 'add', 'mul'].map((reduction) =>
    net(
      [
        n('ScatterND', [w(6, 4), i([4, 1, -3, 1], undefined, [4, 1]), w(4, 4)], { reduction }),
        n('Add', [x(6, 4), '$']),
      ],
      { opset: 16 },
    ),
  ),
  ...['add', 'mul', 'max'].map((reduction) =>
    op(
      'ScatterND',
      [x(6, 4), i([4, 1, 1, 0, 1], undefined, [5, 1]), x(5, 4)],
      { reduction },
      { opset: 18 },
    ),
  ),
];

/** What divisions leave, with the sign of what is divided. */
export const REMAINDER_CASES: readonly OpCase[] = [
  op('Mod', [x(2, 3, 5, 4), xp(2, 3, 5, 4)], { fmod: 1 }),
  op('Mod', [x(2, 3, 5, 4), wp(4)], { fmod: 1 }),
  op('Mod', [x(3, 7), f(-0.375)], { fmod: 1 }),
];

/** Resizes along any axes, by any kernel. */
export const RESIZE_CASES: readonly OpCase[] = [
  op('Resize', [x(1, 3, 5, 6), null, f([1, 1, 2, 1.5])], { mode: 'cubic' }),
  op('Resize', [x(1, 3, 9, 8), null, f([1, 1, 0.5, 0.75])], { mode: 'cubic', exclude_outside: 1 }),
  op('Resize', [x(1, 3, 5, 6), null, null, i([1, 3, 9, 4])], {
    ...{ mode: 'cubic', cubic_coeff_a: -0.5 },
    coordinate_transformation_mode: 'align_corners',
  }),
  op('Resize', [x(1, 5, 6, 3), null, f([1, 2, 2, 1])], { mode: 'linear' }),
  op('Resize', [x(1, 5, 6, 3), null, f([1, 2, 3, 1])], { mode: 'nearest' }),
  op('Resize', [x(2, 3, 6), null, f([1, 1, 2])], { mode: 'linear' }),
  op('Resize', [x(4, 6), null, f([2, 0.5])], { mode: 'nearest' }),
  op('Resize', [x(2, 3, 5, 6), null, f([1, 2, 2, 1])], { mode: 'nearest' }),
  op(
    'Resize',
    [x(1, 3, 8, 9), null, f([1, 1, 0.5, 0.4])],
    { mode: 'linear', antialias: 1 },
    { opset: 18 },
  ),
  op(
    'Resize',
    [x(1, 3, 8, 9), null, f([1, 1, 0.5, 0.4])],
    { mode: 'cubic', antialias: 1 },
    { opset: 18 },
  ),
  op(
    'Resize',
    [x(1, 3, 5, 5), null, null, i([8, 9])],
    { axes: [2, 3], keep_aspect_ratio_policy: 'not_larger', mode: 'linear' },
    { opset: 18 },
  ),
  op(
    'Resize',
    [x(1, 3, 5, 5), null, f([1, 1, 2.3, 1.7])],
    { coordinate_transformation_mode: 'half_pixel_symmetric', mode: 'linear' },
    { opset: 19 },
  ),
  op('Resize', [x(1, 3, 5, 6), f([0, 0, 0.1, -0.4, 1, 1, 0.9, 0.7]), null, i([1, 3, 4, 7])], {
    ...{ mode: 'linear', extrapolation_value: 2.5 },
    coordinate_transformation_mode: 'tf_crop_and_resize',
  }),
  op('Upsample', [x(1, 3, 5, 5), f([1, 1, 2, 2])], { mode: 'linear' }, { opset: 9 }),
];

const transposed = { strides: [2, 2], pads: [1, 1, 1, 1] };

/** Transposed convolutions, and windows over one axis. */
export const TRANSPOSED_CASES: readonly OpCase[] = [
  op('ConvTranspose', [x(1, 3, 5, 7), w(3, 4, 2, 2), w(4)], { strides: [2, 2] }),
  op('ConvTranspose', [x(2, 3, 5, 7), w(3, 4, 3, 3)], { ...transposed, output_padding: [1, 1] }),
  op('ConvTranspose', [x(1, 4, 5, 7), w(4, 2, 4, 4), w(4)], { ...transposed, group: 2 }),
  op('ConvTranspose', [x(1, 6, 5, 7), w(6, 1, 3, 3)], { ...transposed, group: 6 }),
  op('ConvTranspose', [x(1, 3, 5, 7), w(3, 4, 3, 3)], { dilations: [2, 2], pads: [1, 0, 2, 1] }),
  op('ConvTranspose', [x(1, 3, 5, 7), w(3, 4, 3, 2)], { strides: [3, 2], dilations: [2, 1] }),
  op('ConvTranspose', [x(1, 3, 5, 7), w(3, 4, 3, 3)], {
    ...{ auto_pad: 'SAME_UPPER', strides: [2, 2] },
  }),
  op('ConvTranspose', [x(1, 3, 5, 7), w(3, 4, 3, 3)], {
    ...{ auto_pad: 'SAME_LOWER', strides: [2, 2] },
  }),
  op('ConvTranspose', [x(1, 3, 5, 7), w(3, 4, 3, 3)], {
    ...{ strides: [2, 2], output_shape: [10, 14] },
  }),
  op('ConvTranspose', [x(1, 3, 7), w(3, 4, 3)], { strides: [2], pads: [1, 0] }),
  op('Conv', [x(2, 3, 9), w(4, 3, 3), w(4)], { strides: [2], pads: [1, 1] }),
  op('Conv', [x(2, 4, 9), w(4, 1, 3)], { group: 4, dilations: [2] }),
  op('MaxPool', [x(2, 3, 9)], { kernel_shape: [3], strides: [2], pads: [1, 0] }),
  op('AveragePool', [x(2, 3, 9)], { kernel_shape: [3], count_include_pad: 1, pads: [1, 1] }),
  op('MaxPool', [x(2, 3, 9, 11)], { kernel_shape: [2, 3], dilations: [2, 3] }),
  op('MaxPool', [x(1, 3, 9, 11)], {
    ...{ kernel_shape: [3, 3], dilations: [2, 2], strides: [2, 1], pads: [2, 1, 1, 2] },
  }),
  op('MaxPool', [x(1, 3, 10, 11)], {
    ...{ kernel_shape: [3, 3], dilations: [2, 2], strides: [2, 2], ceil_mode: 1 },
  }),
];
