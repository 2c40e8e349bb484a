// Sample calls of every op, as the scheduler would hand them to kernels.

import { BINARY } from '../ops/elementwise/binary';
import { convAttributes } from '../ops/ops.fixtures';
import type { OpName } from '../ops/registry';
import { evenPads, NO_PADS } from '../ops/window';
import { zeros } from '../tensor/tensor';
import { atOnce, stepsOf } from '../util/at-once';
import { type Call, type Operand, wholeOperand } from './kernel';
import type { Packing } from './packing';

const map = wholeOperand([1, 6, 6, 8]);
const [SMALL_TILES, LARGE_TILES, PHASES] = [
  { tile: 2, kernel: 3, stride: 1 },
  { tile: 4, kernel: 3, stride: 1 },
  { tile: 3, kernel: 7, stride: 2 },
] as const;
const patches = wholeOperand([16, 9, 8]);
const largePatches = wholeOperand([36, 4, 8]);
const picture = wholeOperand([1, 6, 6, 3]);
const vectors = wholeOperand([1, 10]);
const WINDOW = { kernel: [1, 1], strides: [1, 1], pads: NO_PADS } as const;

/** What a packing lays out. */
export function packedBy({ pack }: Packing): Float32Array<ArrayBuffer> {
  return atOnce(stepsOf(pack()));
}

/** Calls of each op, such that every kernel accepts at least one: convolutions of every kind among them. */
export const SAMPLE_CALLS: readonly Call[] = [
  callOf('conv2d', [map], [map], convAttributes(), [zeros([8, 8, 1, 1]), zeros([8])]),
  callOf('conv2d', [picture], [map], convAttributes(), [zeros([8, 3, 1, 1]), zeros([8])]),
  callOf('conv2d', [map], [map], convAttributes({ groups: 8 }), [zeros([8, 1, 1, 1]), zeros([8])]),
  callOf('conv2d', [map], [map], convAttributes({ groups: 8, kernel: [3, 3], pads: evenPads(1) }), [
    zeros([8, 1, 3, 3]),
    zeros([8]),
  ]),
  callOf('conv2d', [map], [map], convAttributes({ prologue: 'relu' }), [
    zeros([8, 8, 1, 1]),
    zeros([8]),
    zeros([8]),
    zeros([8]),
  ]),
  callOf('fully-connected', [map], [wholeOperand([1, 5])], { activation: 'relu' }, [
    zeros([5, 288]),
    zeros([5]),
  ]),
  // What the second repeats over takes turns.
  ...BINARY.map((op, index) => {
    const second = [map, wholeOperand([1, 1, 1, 8]), wholeOperand([8])][index % 3] ?? map;
    const activation = index % 2 === 0 ? 'none' : ({ leakyRelu: 0.1 } as const);
    return callOf(op, [map, second], [map], { activation });
  }),
  callOf('batch-norm', [map], [map], { activation: 'silu' }, [zeros([8]), zeros([8])]),
  callOf('conv2d', [map], [map], convAttributes({ groups: 2 }), [zeros([8, 4, 1, 1]), zeros([8])]),
  callOf('matmul', [map, wholeOperand([1, 6, 8, 5])], [wholeOperand([1, 6, 6, 5])]),
  callOf('reshape', [map], [wholeOperand([1, 288])], { shape: [1, 288] }),
  callOf('transpose', [map], [wholeOperand([1, 8, 6, 6])], { permutation: [0, 3, 1, 2] }),
  callOf('slice', [map], [wholeOperand([1, 6, 6, 2])], {
    starts: [0, 0, 0, 7],
    steps: [1, 1, 1, -3],
    sizes: [1, 6, 6, 2],
  }),
  callOf('as-strided', [map], [map], {
    shape: [1, 6, 6, 8],
    offset: 0,
    sizes: [36, 4, 2],
    strides: [8, 1, 4],
  }),
  callOf('resize2d', [map], [wholeOperand([1, 12, 12, 8])], {
    size: [12, 12],
    scales: [2, 2],
    mode: 'linear',
    coordinates: 'half-pixel',
    rounding: 'floor',
  }),
  callOf('pad2d', [map], [wholeOperand([1, 8, 8, 8])], { pads: evenPads(1), value: 0 }),
  callOf('average-pool2d', [map], [map], { ...WINDOW, ceilMode: false, countPadding: true }),
  callOf('local-response-norm', [map], [map], { size: 5, alpha: 1, beta: 0.75, bias: 2 }),
  callOf('bias-add', [map], [map], {}, [zeros([8])]),
  callOf('activation', [map], [map], { activation: 'relu' }),
  callOf('copy', [map], [map]),
  callOf('max-pool2d', [map], [map], { ...WINDOW, ceilMode: false }),
  callOf('global-average-pool', [map], [wholeOperand([1, 8])]),
  callOf('global-max-pool', [map], [wholeOperand([1, 8])]),
  callOf('global-reduction', [map], [wholeOperand([1, 8])], { function: 'sum' }),
  callOf('unary', [map], [map], { function: 'sqrt' }),
  callOf('comparison', [map, wholeOperand([8])], [map], { function: 'less' }),
  callOf('choose', [map, map, map], [map]),
  callOf('requantize', [map, wholeOperand([8])], [map], {
    ...{ ties: 'even', origin: 0, range: [-128, 127] as const },
  }),
  ...[
    { x: map, groups: 1, filter: [8, 8, 1, 1] },
    { x: picture, groups: 1, filter: [8, 3, 1, 1] },
    { x: map, groups: 8, filter: [8, 1, 1, 1] },
    { x: map, groups: 2, filter: [8, 4, 1, 1] },
    { x: map, groups: 8, filter: [8, 1, 3, 3] },
  ].map(({ x, groups, filter: [k = 0, c = 0, side = 0] }) => {
    const windows = { groups, kernel: [side, side], pads: evenPads((side - 1) / 2) } as const;
    const { activation: _, ...window } = convAttributes(windows);
    const attributes = { ...window, range: [-128, 127] as const };
    return callOf('requantized-conv2d', [x], [map], attributes, [
      ...[zeros([k, c, side, side]), zeros([k]), zeros([k])],
    ]);
  }),
  callOf('requantized-sum', [map, map], [map], {
    ...{ factors: [1_048_576, 1_048_577] as const, shift: 20, range: [-128, 127] as const },
  }),
  callOf('gather', [wholeOperand([5, 6]), wholeOperand([2, 3])], [wholeOperand([2, 3, 6])]),
  callOf('max-unpool2d', [map, wholeOperand([1, 12, 12, 8])], [wholeOperand([1, 12, 12, 8])], {
    kernel: [2, 2],
  }),
  callOf(
    'non-max-suppression',
    [wholeOperand([1, 9, 4]), wholeOperand([1, 9, 3])],
    [wholeOperand([1, 5, 7])],
    {
      ...{ detections: 5, byClass: true, perClass: 2, skippedClasses: 1 },
      ...{ leastScore: 0.25, mostOverlap: 0.5 },
    },
  ),
  callOf('top-indices', [vectors], [vectors], { k: 10 }),
  callOf('arg-max', [map], [wholeOperand([1, 6, 6, 1])], { takesLast: false }),
  callOf(
    'conv-transpose2d',
    [map],
    [wholeOperand([1, 12, 12, 5])],
    {
      ...{ kernel: [2, 2], strides: [2, 2], dilations: [1, 1], groups: 1 },
      ...{ crop: [0, 0], size: [12, 12], activation: 'relu' },
    },
    [zeros([5, 8, 2, 2]), zeros([5])],
  ),
  callOf('softmax', [vectors], [vectors]),
  callOf('log-softmax', [map], [map]),
  callOf('fire-expand', [map], [wholeOperand([1, 6, 6, 12])], { activation: 'relu', first: 1 }, [
    zeros([5, 8, 1, 1]),
    zeros([5]),
    zeros([7, 8, 3, 3]),
    zeros([7]),
  ]),
  callOf(
    'separable-conv2d',
    [map],
    [wholeOperand([1, 3, 3, 12])],
    {
      kernel: [3, 3],
      strides: [2, 2],
      pads: evenPads(1),
      dilations: [1, 1],
      depthwiseActivation: 'relu',
      activation: 'silu',
    },
    [zeros([8, 1, 3, 3]), zeros([8]), zeros([12, 8, 1, 1]), zeros([12])],
  ),
  callOf(
    'expand-depthwise',
    [map],
    [wholeOperand([1, 3, 3, 12])],
    {
      kernel: [3, 3],
      strides: [2, 2],
      pads: evenPads(1),
      dilations: [1, 1],
      activation: 'silu',
    },
    [zeros([12, 8, 1, 1]), zeros([12]), zeros([12, 1, 3, 3]), zeros([12])],
  ),
  callOf(
    'fire',
    [map],
    [wholeOperand([1, 6, 6, 12])],
    { squeeze: 'relu', activation: 'relu', first: 3 },
    [
      ...[zeros([3, 8, 1, 1]), zeros([3])],
      ...[zeros([5, 3, 1, 1]), zeros([5]), zeros([7, 3, 3, 3]), zeros([7])],
    ],
  ),
  callOf('winograd-input', [map], [patches], { ...SMALL_TILES, pads: evenPads(1) }),
  callOf('winograd-input', [map], [largePatches], { ...LARGE_TILES, pads: evenPads(1) }),
  callOf('winograd-input', [map], [wholeOperand([36, 1, 32])], {
    ...PHASES,
    pads: evenPads(3),
  }),
  callOf(
    'winograd-multiply',
    [patches],
    [wholeOperand([16, 9, 5])],
    { ...SMALL_TILES, pixels: 36 },
    [zeros([5, 8, 3, 3])],
  ),
  callOf(
    'winograd-output',
    [patches],
    [map],
    { ...SMALL_TILES, size: [1, 6, 6], activation: 'relu' },
    [zeros([8])],
  ),
  callOf(
    'winograd-output',
    [largePatches],
    [map],
    { ...LARGE_TILES, size: [1, 6, 6], activation: 'relu' },
    [zeros([8])],
  ),
  callOf('top-k', [vectors], [vectors, vectors], { k: 10 }),
];

/** A call with whatever a test wants in it. */
export function callOf(
  op: OpName,
  inputs: readonly Operand[],
  outputs: readonly Operand[],
  attributes: object = {},
  constants: Call['constants'] = [],
): Call {
  return { op, attributes, inputs, outputs, constants } as Call;
}
