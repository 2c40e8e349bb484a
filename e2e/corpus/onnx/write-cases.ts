// Small graphs of odd shapes for the ONNX writer, at least one for each op.

import type { Graph } from '../../../src/graph/graph';
import { BINARY, type BinaryName } from '../../../src/ops/elementwise/binary';
import { ROWS } from '../../../src/ops/elementwise/binary.reference';
import { COMPARISONS } from '../../../src/ops/elementwise/comparison';
import { type Activation, RELU6 } from '../../../src/ops/elementwise/functions';
import { TIES } from '../../../src/ops/elementwise/requantize';
import { UNARY } from '../../../src/ops/elementwise/unary';
import { ROWS as UNARY_ROWS } from '../../../src/ops/elementwise/unary.reference';
import { convAttributes, poolAttributes } from '../../../src/ops/ops.fixtures';
import { REDUCTIONS } from '../../../src/ops/pool/global-reduction';
import type { OpAttributes, OpName } from '../../../src/ops/registry';
import { evenPads, NO_PADS } from '../../../src/ops/window';
import type { AxisOrder } from '../../../src/tensor/layout';
import type { Shape } from '../../../src/tensor/tensor';
import { CaseBuilder } from './case-builder';

/** A graph: what it is, and how it is built; gives its outputs. */
export interface WriteCase {
  readonly title: string;
  readonly build: (net: CaseBuilder) => string | string[];
}

/** The graph of a case. */
export function graphOf({ title, build }: WriteCase, axisOrder: AxisOrder): Graph {
  const net = new CaseBuilder(title, axisOrder);
  return net.graph.build([build(net)].flat());
}

const MAP: Shape = [2, 5, 7, 3];

const conv = (title: string, x: Shape, w: Shape, given: Partial<OpAttributes['conv2d']>) => ({
  title,
  build: (net: CaseBuilder) => {
    const attributes = convAttributes({ kernel: [w[2] ?? 1, w[3] ?? 1], ...given });
    const inputs = [net.input(x), net.constant('w', w), net.constant('b', [w[0] ?? 0])];
    if (given.prologue !== undefined) {
      const channels = [x[3] ?? 0];
      inputs.push(net.constant('scale', channels), net.constant('shift', channels));
    }
    return net.op('conv2d', inputs, attributes);
  },
});

const binary = (op: BinaryName): WriteCase[] => {
  const base = (net: CaseBuilder, shape: Shape) => {
    const x = net.input(shape);
    if (ROWS[op].domain !== 'positive') return x;
    const activation = { clamp: [0.25, 2] } as const;
    return net.graph.node('activation', 'base', [x], { activation });
  };
  // Divisors stay away from 0, so that rounding is not magnified.
  const constants: readonly [string, Shape, Shape][] = [
    ['a constant of the same shape', MAP, MAP],
    ['a constant vector', MAP, [3]],
    ['a constant per image', MAP, [2, 1, 1, 3]],
    ['vectors and a vector', [4, 5], [5]],
    ['three axes and a vector', [2, 4, 3], [3]],
  ];
  return [
    ...constants.map(([title, a, b]) => ({
      title,
      build: (net: CaseBuilder) =>
        net.op(op, [base(net, a), net.constant('b', b, 0.5)], { activation: 'relu' }),
    })),
    {
      title: 'a computed vector and a map that is used twice',
      build: (net) => {
        const x = base(net, MAP);
        const b = net.graph.node('activation', 'b', [net.input([3], 'v')], {
          activation: { clamp: [0.5, 1] },
        });
        return [net.op(op, [x, b], { activation: 'none' }), x];
      },
    },
  ];
};

const one = <O extends OpName>(
  op: O,
  title: string,
  x: Shape,
  attributes: OpAttributes[O],
): WriteCase => ({ title, build: (net) => net.op(op, [net.input(x)], attributes) });

const transposed = (
  title: string,
  x: Shape,
  w: Shape,
  given: Partial<OpAttributes['conv-transpose2d']> & { size: readonly [number, number] },
): WriteCase => ({
  title,
  build: (net) => {
    const inputs = [net.input(x), net.constant('w', w), net.constant('b', [w[0] ?? 0])];
    return net.op('conv-transpose2d', inputs, {
      ...{ kernel: [w[2] ?? 1, w[3] ?? 1], strides: [1, 1], dilations: [1, 1], groups: 1 },
      ...{ crop: [0, 0], activation: 'none' },
      ...given,
    });
  },
});

const pool = { kernel: [3, 2], strides: [2, 2] } as const;
const sides = { top: 1, left: 0, bottom: 2, right: 1 };
const resize = {
  size: [10, 21],
  scales: [2, 3],
  mode: 'nearest',
  coordinates: 'half-pixel',
  rounding: 'round-prefer-floor',
} as const;

/** All activations. */
const ACTIVATIONS: readonly Activation[] = [
  'none',
  'relu',
  'sigmoid',
  'tanh',
  'hard-swish',
  'silu',
  RELU6,
  { clamp: [-0.5, Number.POSITIVE_INFINITY] },
  { clamp: [Number.NEGATIVE_INFINITY, 0.25] },
  { leakyRelu: 0.125 },
  { elu: 0.75 },
  { hardSigmoid: [0.25, 0.5] },
  { quantize: { scale: 2 ** -6, low: -(2 ** -1), high: 255 * 2 ** -6 - 2 ** -1 } },
  { quantize: { scale: 2 ** -6, low: 0, high: 1 } },
  { quantize: { scale: 2 ** -10, low: -1, high: 1 } },
  { quantize: { scale: 0.3, low: -1, high: 1 } },
];

/** Ops that the scheduler makes of others. */
type LoweredOp =
  | `winograd-${string}`
  | 'fire'
  | 'fire-expand'
  | 'separable-conv2d'
  | 'requantized-conv2d'
  | 'expand-depthwise';

/** Ops that ONNX does not have, or in another form. */
type UnwrittenOp = 'gather' | 'max-unpool2d' | 'non-max-suppression';

/** Cases of every op but those. */
export const WRITE_CASES: {
  readonly [O in Exclude<OpName, LoweredOp | UnwrittenOp>]: readonly WriteCase[];
} = {
  conv2d: [
    conv('a 3×3 window in asymmetric padding', MAP, [4, 3, 3, 3], {
      pads: sides,
      activation: RELU6,
    }),
    conv('strides, dilations and groups', [1, 9, 8, 4], [6, 2, 2, 3], {
      strides: [2, 1],
      dilations: [3, 2],
      groups: 2,
    }),
    conv('a depthwise window', MAP, [6, 1, 3, 3], { groups: 3, activation: 'silu' }),
    conv('a prologue', MAP, [4, 3, 3, 3], {
      pads: evenPads(1),
      prologue: 'relu',
      activation: 'tanh',
    }),
    conv('a prologue without activation', MAP, [4, 3, 1, 1], { prologue: 'none' }),
    {
      title: 'no bias, and weights that are an output, too',
      build: (net) => {
        const w = net.constant('w', [2, 3, 1, 1]);
        return [net.op('conv2d', [net.input(MAP), w], convAttributes()), w];
      },
    },
  ],
  'fully-connected': [
    {
      title: 'vectors, without bias',
      build: (net) =>
        net.op('fully-connected', [net.input([3, 7]), net.constant('w', [5, 7])], {
          activation: 'relu',
        }),
    },
    {
      title: 'a feature map, and its weights for vectors as well',
      build: (net) => {
        const inputs = [net.constant('w', [5, 105]), net.constant('b', [5])];
        const vectors = net.graph.node(
          'fully-connected',
          'vectors',
          [net.input([1, 105], 'v'), ...inputs],
          { activation: 'none' },
        );
        const maps = net.op('fully-connected', [net.input(MAP), ...inputs], { activation: 'none' });
        return [vectors, maps];
      },
    },
    {
      title: 'a feature map, and weights that are computed',
      build: (net) => {
        const w = net.graph.node('activation', 'w', [net.input([5, 105], 'v')], {
          activation: 'tanh',
        });
        return net.op('fully-connected', [net.input(MAP), w], { activation: 'none' });
      },
    },
  ],
  'bias-add': [
    {
      title: 'a map',
      build: (net) => net.op('bias-add', [net.input(MAP), net.constant('b', [3])], {}),
    },
    {
      title: 'vectors',
      build: (net) => net.op('bias-add', [net.input([4, 5]), net.constant('b', [5])], {}),
    },
  ],
  'batch-norm': [MAP, [4, 3], [2, 5, 3], [3]].map((shape) => ({
    title: `rank ${shape.length}`,
    build: (net) => {
      const inputs = [net.input(shape), net.constant('scale', [3]), net.constant('shift', [3])];
      return net.op('batch-norm', inputs, { activation: 'relu' });
    },
  })),
  activation: ACTIVATIONS.map((activation) =>
    one('activation', JSON.stringify(activation), MAP, { activation }),
  ),
  ...(Object.fromEntries(BINARY.map((op) => [op, binary(op)])) as Record<BinaryName, WriteCase[]>),
  matmul: [
    ['matrices', [3, 4], [4, 5]],
    ['matrices in two axes of others', [2, 3, 4, 5], [2, 3, 5, 7]],
    ['matrices in one axis of others', [3, 4, 5], [3, 5, 2]],
  ].map(([title, a, b]) => ({
    title: title as string,
    build: (net) => net.op('matmul', [net.input(a as Shape), net.input(b as Shape, 'y')], {}),
  })),
  concat: [
    {
      title: 'maps',
      build: (net) => net.op('concat', [net.input(MAP), net.constant('c', [2, 5, 7, 1]), 'x'], {}),
    },
    {
      title: 'vectors',
      build: (net) => net.op('concat', [net.input([3, 2]), net.input([3, 5], 'y')], {}),
    },
  ],
  copy: [one('copy', 'a map', MAP, {})],
  reshape: [
    one('reshape', 'a map to vectors', MAP, { shape: [2, 105] }),
    one('reshape', 'a map to another', MAP, { shape: [2, 7, 3, 5] }),
    one('reshape', 'vectors to a map', [2, 105], { shape: [2, 7, 3, 5] }),
    one('reshape', 'a single pixel to vectors', [2, 1, 1, 6], { shape: [2, 6] }),
    one('reshape', 'vectors to single pixels', [2, 6], { shape: [2, 1, 1, 6] }),
    one('reshape', 'one channel to vectors', [2, 3, 5, 1], { shape: [2, 15] }),
    one('reshape', 'more axes', [1, 2, 3, 8], { shape: [2, 3, 2, 2, 2] }),
    {
      title: 'there and back, through a window',
      build: (net) => {
        const x = net.graph.node('reshape', 'up', [net.input([2, 60])], { shape: [2, 4, 5, 3] });
        const y = net.graph.node('max-pool2d', 'pool', [x], poolAttributes({ kernel: [2, 2] }));
        return [net.op('reshape', [y], { shape: [4, 6] }), x];
      },
    },
  ],
  transpose: [
    one('transpose', 'axes of a map', MAP, { permutation: [2, 0, 3, 1] }),
    one('transpose', 'three axes', [2, 3, 4], { permutation: [1, 2, 0] }),
  ],
  slice: [
    one('slice', 'a map', MAP, {
      starts: [0, 1, 6, 2],
      steps: [1, 2, -2, -1],
      sizes: [2, 2, 4, 3],
    }),
    one('slice', 'vectors from their end', [3, 9], {
      starts: [2, 7],
      steps: [-1, -3],
      sizes: [3, 3],
    }),
  ],
  'as-strided': [
    one('as-strided', 'a channel shuffle', [2, 3, 5, 6], {
      shape: [2, 3, 5, 6],
      offset: 0,
      sizes: [30, 3, 2],
      strides: [6, 1, 3],
    }),
    one('as-strided', 'backwards, to vectors', MAP, {
      shape: [3, 4],
      offset: 200,
      sizes: [12],
      strides: [-17],
    }),
    one('as-strided', 'vectors to a map', [2, 24], {
      shape: [2, 2, 3, 2],
      offset: 1,
      sizes: [2, 12],
      strides: [24, 1],
    }),
  ],
  pad2d: [
    one('pad2d', 'zeros', MAP, { pads: sides, value: 0 }),
    one('pad2d', 'a number', MAP, { pads: sides, value: -1.5, mode: 'constant' }),
    one('pad2d', 'mirrored', MAP, { pads: sides, value: 0, mode: 'reflect' }),
    one('pad2d', 'repeated', MAP, { pads: sides, value: 0, mode: 'edge' }),
  ],
  resize2d: [
    one('resize2d', 'nearest', MAP, resize),
    one('resize2d', 'nearest, asymmetric, down', MAP, {
      ...resize,
      coordinates: 'asymmetric',
      rounding: 'floor',
      size: [3, 4],
      scales: [0.6, 4 / 7],
    }),
    one('resize2d', 'linear', MAP, { ...resize, mode: 'linear' }),
    one('resize2d', 'linear to a size between', MAP, {
      ...resize,
      mode: 'linear',
      coordinates: 'pytorch-half-pixel',
      size: [8, 9],
      scales: [1.7, 1.3],
    }),
    one('resize2d', 'linear between corners', MAP, {
      ...resize,
      mode: 'linear',
      coordinates: 'align-corners',
      size: [9, 4],
      scales: [1, 1],
    }),
    one('resize2d', 'nearest, rounded up', MAP, { ...resize, rounding: 'round-prefer-ceil' }),
  ],
  'max-pool2d': [
    one('max-pool2d', 'in padding', MAP, poolAttributes({ ...pool, pads: { ...sides, left: 1 } })),
    one('max-pool2d', 'rounded up', [1, 6, 8, 3], poolAttributes({ ceilMode: true })),
    // The third window down would start in the padding, and is left out.
    one('max-pool2d', 'rounded up, but for a window', [1, 4, 4, 2], {
      kernel: [2, 2],
      strides: [3, 3],
      pads: evenPads(1),
      ceilMode: true,
    }),
  ],
  'average-pool2d': [false, true].flatMap((countPadding) =>
    [false, true].flatMap((ceilMode) => {
      const given = { countPadding, ceilMode };
      const title = `${countPadding ? 'counting' : 'leaving out'} padding${ceilMode ? ', rounded up' : ''}`;
      const attributes = { ...pool, pads: { ...sides, left: 1 }, ...given };
      const few = { kernel: [2, 2], strides: [3, 3], pads: evenPads(1), ...given } as const;
      return [
        one('average-pool2d', title, MAP, attributes),
        one('average-pool2d', `${title}, wide`, [1, 6, 8, 3], { ...attributes, kernel: [3, 3] }),
        one('average-pool2d', `${title}, few`, [1, 4, 4, 2], few),
        one('average-pool2d', `${title}, none`, [1, 6, 8, 3], { ...attributes, pads: NO_PADS }),
      ];
    }),
  ),
  'global-average-pool': [one('global-average-pool', 'a map', MAP, {})],
  'global-max-pool': [one('global-max-pool', 'a map', MAP, {})],
  'local-response-norm': [
    one('local-response-norm', 'an odd size', [1, 3, 5, 9], {
      size: 5,
      alpha: 0.5,
      beta: 0.75,
      bias: 2,
    }),
    one('local-response-norm', 'a small size', [2, 3, 5, 4], {
      size: 3,
      alpha: 1,
      beta: 0.5,
      bias: 1,
    }),
  ],
  unary: UNARY.map((name): WriteCase => {
    const { domain = 'all' } = UNARY_ROWS[name];
    return {
      title: name,
      build: (net) => {
        const x = net.input(MAP);
        const activation = domain === 'all' ? 'none' : ({ clamp: [0.25, 2] } as const);
        const base = net.graph.node('activation', 'base', [x], { activation });
        return net.op('unary', [base], { function: name });
      },
    };
  }),
  comparison: COMPARISONS.flatMap((name): WriteCase[] => [
    {
      title: `${name}, a vector`,
      build: (net) =>
        net.op('comparison', [net.input(MAP), net.constant('b', [3])], { function: name }),
    },
    {
      title: `${name}, maps`,
      build: (net) =>
        net.op('comparison', [net.input(MAP), net.input(MAP, 'y')], { function: name }),
    },
  ]),
  choose: [
    {
      title: 'maps',
      build: (net) => {
        const condition = net.graph.node('activation', 'positive', [net.input(MAP)], {
          activation: 'relu',
        });
        return net.op('choose', [condition, net.input(MAP, 'a'), net.constant('b', MAP)], {});
      },
    },
  ],
  requantize: TIES.map((ties) => ({
    title: `ties ${ties}`,
    build: (net) =>
      net.op('requantize', [net.input(MAP), net.constant('k', [3])], {
        ...{ ties, origin: -1, range: [-1, 1] },
      }),
  })),
  'requantized-sum': [
    { title: 'maps', second: MAP, factors: [1_310_721, 1_048_579] as const },
    { title: 'a vector, taken away', second: [3], factors: [1_048_579, -1_310_721] as const },
  ].map(({ title, second, factors }) => ({
    title,
    build: (net) => {
      const whole = (value: string) =>
        net.graph.node('activation', `${value}/whole`, [value], {
          activation: { quantize: { scale: 1, low: -255, high: 255 } },
        });
      return net.op('requantized-sum', [whole(net.input(MAP)), whole(net.input(second, 'b'))], {
        ...{ factors, shift: 21, range: [-128, 127] },
      });
    },
  })),
  'global-reduction': REDUCTIONS.map((name) =>
    one('global-reduction', name, MAP, { function: name }),
  ),
  'top-indices': [one('top-indices', 'three of seven', [2, 7], { k: 3 })],
  'arg-max': [false, true].map((takesLast) =>
    one('arg-max', takesLast ? 'the last' : 'the first', MAP, { takesLast }),
  ),
  'conv-transpose2d': [
    transposed('a window of strides', [2, 5, 4, 3], [4, 3, 2, 2], {
      strides: [2, 2],
      size: [10, 8],
      activation: 'relu',
    }),
    transposed('crop, groups, and more rows than windows reach', [1, 5, 4, 4], [6, 2, 3, 3], {
      strides: [2, 3],
      crop: [1, 0],
      groups: 2,
      size: [11, 12],
    }),
    transposed('dilations', [1, 5, 4, 4], [3, 4, 2, 3], { dilations: [2, 1], size: [7, 6] }),
  ],
  softmax: [
    one('softmax', 'vectors', [3, 7], {}),
    one('softmax', 'channels of a map', MAP, {}),
    one('softmax', 'three axes', [2, 3, 4], {}),
  ],
  'log-softmax': [
    one('log-softmax', 'vectors', [3, 7], {}),
    one('log-softmax', 'channels of a map', MAP, {}),
  ],
  'top-k': [
    {
      title: 'three of seven',
      build: (net) => {
        const outputs = ['values', 'indices'];
        net.graph.multiOutputNode('top-k', 'top', [net.input([2, 7])], { k: 3 }, outputs);
        return outputs;
      },
    },
  ],
};
