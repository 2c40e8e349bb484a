// A small graph for every op that a file can hold, with attributes that differ from what is usual where they can.

import { GraphBuilder } from '../../src/graph/builder';
import type { Graph } from '../../src/graph/graph';
import { BINARY, type BinaryName } from '../../src/ops/elementwise/binary';
import { type Activation, RELU6 } from '../../src/ops/elementwise/functions';
import type { OpAttributes, OpName } from '../../src/ops/registry';
import { evenPads, NO_PADS } from '../../src/ops/window';
import { type Shape, zeros } from '../../src/tensor/tensor';

/** Ops that a file can hold: all but those that lowerings make. */
export type FileOp = Exclude<
  OpName,
  | 'winograd-input'
  | 'winograd-multiply'
  | 'winograd-output'
  | 'fire'
  | 'fire-expand'
  | 'separable-conv2d'
  | 'requantized-conv2d'
  | 'expand-depthwise'
>;

/** An op as it stands in a graph: shapes of what it reads, of which those from the second on are constants. */
interface OpCase<O extends FileOp = FileOp> {
  readonly inputs: readonly Shape[];
  readonly attributes: OpAttributes[O];
  /** What is written; one value where it is not given. */
  readonly outputs?: readonly string[];
}

const MAP: Shape = [2, 6, 5, 4];
const pads = { top: 1, left: 0, bottom: 2, right: 1 };
const window = { kernel: [3, 2], strides: [2, 1], pads: { ...pads, bottom: 0, right: 0 } } as const;

/** Every form of an activation. */
export const ACTIVATIONS: readonly Activation[] = [
  'none',
  'relu',
  'sigmoid',
  'tanh',
  'hard-swish',
  'silu',
  RELU6,
  { clamp: [Number.NEGATIVE_INFINITY, 0.1] },
  { clamp: [0.5, Number.POSITIVE_INFINITY] },
  { quantize: { scale: 0.0235, low: -3.008, high: 2.9845 } },
  { leakyRelu: 0.1 },
  { elu: 1.5 },
  { hardSigmoid: [1 / 6, 0.5] },
];

/** One case an op. */
export const OP_CASES: { readonly [O in FileOp]: OpCase<O> } = {
  conv2d: {
    inputs: [MAP, [6, 2, 3, 2], [6], [4], [4]],
    attributes: {
      kernel: [3, 2],
      strides: [2, 1],
      pads,
      dilations: [1, 2],
      groups: 2,
      activation: RELU6,
      prologue: 'relu',
    },
  },
  'fully-connected': { inputs: [MAP, [7, 120], [7]], attributes: { activation: 'tanh' } },
  'bias-add': { inputs: [MAP, [4]], attributes: {} },
  'batch-norm': { inputs: [MAP, [4], [4]], attributes: { activation: { elu: 2 } } },
  activation: {
    inputs: [MAP],
    attributes: { activation: { quantize: { scale: 0.5, low: 0, high: 4 } } },
  },
  ...(Object.fromEntries(
    BINARY.map((op, index) => {
      const second = [MAP, [4], [2, 1, 1, 4]][index % 3] ?? MAP;
      const activation = ACTIVATIONS[index % ACTIVATIONS.length] ?? 'none';
      return [op, { inputs: [MAP, second], attributes: { activation } }];
    }),
  ) as unknown as { [O in BinaryName]: OpCase<O> }),
  matmul: { inputs: [MAP, [2, 6, 4, 3]], attributes: {} },
  concat: { inputs: [MAP, MAP, [2, 6, 5, 1]], attributes: {} },
  copy: { inputs: [MAP], attributes: {} },
  reshape: { inputs: [MAP], attributes: { shape: [2, 3, 2, 5, 2, 2] } },
  transpose: { inputs: [MAP], attributes: { permutation: [0, 3, 1, 2] } },
  slice: {
    inputs: [MAP],
    attributes: { starts: [0, 5, 1, 0], steps: [1, -2, 3, 1], sizes: [2, 3, 2, 4] },
  },
  'as-strided': {
    inputs: [MAP],
    attributes: { shape: [2, 6, 5, 4], offset: 0, sizes: [60, 2, 2], strides: [4, 1, 2] },
  },
  pad2d: { inputs: [MAP], attributes: { pads, value: Number.NEGATIVE_INFINITY, mode: 'constant' } },
  resize2d: {
    inputs: [MAP],
    attributes: {
      size: [9, 10],
      scales: [1.5, 2.1],
      mode: 'linear',
      coordinates: 'half-pixel',
      rounding: 'round-prefer-floor',
    },
  },
  'max-pool2d': { inputs: [MAP], attributes: { ...window, ceilMode: true } },
  'average-pool2d': {
    inputs: [MAP],
    attributes: { ...window, pads: NO_PADS, ceilMode: false, countPadding: true },
  },
  'global-average-pool': { inputs: [MAP], attributes: {} },
  'global-max-pool': { inputs: [MAP], attributes: {} },
  'local-response-norm': {
    inputs: [MAP],
    attributes: { size: 5, alpha: 1e-4, beta: 0.75, bias: 2 },
  },
  softmax: { inputs: [MAP], attributes: {} },
  'log-softmax': { inputs: [MAP], attributes: {} },
  unary: { inputs: [MAP], attributes: { function: 'gelu-tanh' } },
  comparison: { inputs: [MAP, [4]], attributes: { function: 'less-or-equal' } },
  choose: { inputs: [MAP, MAP, MAP], attributes: {} },
  requantize: {
    inputs: [MAP, [4]],
    attributes: { ties: 'away', origin: -128, range: [0, 255] },
  },
  'requantized-sum': {
    inputs: [MAP, MAP],
    attributes: { factors: [1_048_576, -524_289], shift: 20, range: [-128, 127] },
  },
  'global-reduction': { inputs: [MAP], attributes: { function: 'product' } },
  'top-indices': { inputs: [[2, 9]], attributes: { k: 5 } },
  'arg-max': { inputs: [MAP], attributes: { takesLast: true } },
  gather: {
    inputs: [
      [5, 6],
      [2, 3],
    ],
    attributes: {},
  },
  'max-unpool2d': {
    inputs: [
      [2, 3, 4, 5],
      [2, 6, 8, 5],
    ],
    attributes: { kernel: [2, 2] },
  },
  'non-max-suppression': {
    inputs: [
      [2, 9, 4],
      [2, 9, 3],
    ],
    attributes: {
      ...{ detections: 5, byClass: true, perClass: 2, skippedClasses: 1 },
      ...{ leastScore: 0.25, mostOverlap: 0.5 },
    },
  },
  'conv-transpose2d': {
    inputs: [MAP, [6, 2, 3, 2], [6]],
    attributes: {
      kernel: [3, 2],
      strides: [2, 1],
      dilations: [1, 2],
      groups: 2,
      crop: [1, 0],
      size: [12, 7],
      activation: RELU6,
    },
  },
  'top-k': { inputs: [[2, 9]], attributes: { k: 5 }, outputs: ['values', 'indices'] },
};

/** A graph of one node, of which everything that it writes is an output. */
export function graphOf<O extends FileOp>(
  op: O,
  { inputs, attributes, outputs = ['y'] }: OpCase<O>,
): Graph {
  const builder = new GraphBuilder('one', 'nchw');
  const names = inputs.map((shape, index) =>
    index === 0 ? builder.input('x', shape) : builder.constant(`c${index}`, zeros(shape)),
  );
  builder.multiOutputNode(op, 'node', names, attributes, outputs);
  return builder.build(outputs);
}

/** A graph of several ops with all kinds of attributes: what damage is done to. */
export function mixedGraph(): Graph {
  const net = new GraphBuilder('mixed', 'nchw');
  const x = net.input('x', [1, 12, 12, 3]);
  const w = net.constant('w', zeros([8, 3, 3, 3]));
  const b = net.constant('b', zeros([8]));
  const scale = net.constant('scale', zeros([8]));
  const shift = net.constant('shift', zeros([8]));
  const w2 = net.constant('w2', zeros([8, 8, 1, 1]));
  const convolution = { strides: [1, 1], dilations: [1, 1], groups: 1, activation: RELU6 } as const;
  const first = { ...convolution, kernel: [3, 3], pads: evenPads(1) } as const;
  let y = net.node('conv2d', 'conv1', [x, w, b], first);
  const pool = { kernel: [3, 3], strides: [2, 2], pads: NO_PADS, ceilMode: true } as const;
  y = net.node('max-pool2d', 'pool1', [y], pool);
  const second = { ...convolution, kernel: [1, 1], pads: NO_PADS, prologue: 'relu' } as const;
  const z = net.node('conv2d', 'conv2', [y, w2, b, scale, shift], second);
  y = net.node('add', 'sum', [y, z], { activation: { clamp: [0, Number.POSITIVE_INFINITY] } });
  y = net.node('concat', 'join', [y, z], {});
  y = net.node('pad2d', 'border', [y], { pads: evenPads(2), value: 0.5, mode: 'reflect' });
  const taken = { starts: [0, 9, 0, 0], steps: [1, -1, 2, 1], sizes: [1, 10, 5, 16] };
  y = net.node('slice', 'slice', [y], taken);
  y = net.node('transpose', 'transpose', [y], { permutation: [0, 2, 1, 3] });
  y = net.node('resize2d', 'resize', [y], {
    size: [4, 8],
    scales: [0.8, 0.8],
    mode: 'nearest',
    coordinates: 'asymmetric',
    rounding: 'floor',
  });
  y = net.node('reshape', 'flat', [y], { shape: [1, 512] });
  const quantize = { scale: 0.1, low: -1, high: 1 };
  y = net.node('activation', 'rounded', [y], { activation: { quantize } });
  net.multiOutputNode('top-k', 'top', [y], { k: 3 }, ['values', 'indices']);
  return net.build([y, 'values', 'indices']);
}
