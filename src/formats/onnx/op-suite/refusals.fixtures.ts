// What the reader does not compute: it has to say so, never give a number.
import { ONNX_TYPES } from '../onnx-model';
import { type CaseGraphInput, f, i, n, net, type OpCase, op, w, wp, x } from './op-case.fixtures';

/** A case, and what the message says besides the op and the node. */
export type Refusal = readonly [test: OpCase, words: RegExp];

const { BOOL, FLOAT, INT8, INT32, INT64, UINT8 } = ONNX_TYPES;

/** A computed input of another type. */
const typed = (type: number, ...dims: number[]): CaseGraphInput => ({ kind: 'input', dims, type });
const k2 = { kernel_shape: [2, 2] };
const four = [w(3), w(3), w(3), wp(3)];

const CONVOLUTIONS: readonly Refusal[] = [
  [op('Conv', [x(1, 3, 9), w(4, 3, 3)]), /1 spatial axes/],
  [op('Conv', [x(1, 3, 5, 5, 5), w(4, 3, 3, 3, 3)]), /3 spatial axes/],
  [op('Conv', [x(1, 3, 5, 5), x(4, 3, 1, 1)]), /computes its input 1/],
  [op('Conv', [x(1, 3, 5, 5), w(4, 3, 1, 1), x(4)]), /computes its input 2/],
  [op('Conv', [x(1, 3, 5, 5), w(4, 3, 3, 3)], { pads: [-1, 0, 0, 0] }), /negative pads/],
  [op('ConvTranspose', [x(1, 3, 5, 5), w(3, 4, 3, 3)]), /does not have/],
  [op('ConvInteger', [x(1, 3, 5, 5), i([1], UINT8)]), /does not have/],
  [op('QLinearConv', [x(1, 3, 5, 5)]), /does not have/],
  [op('DeformConv', [x(1, 3, 5, 5)], {}, { opset: 19 }), /does not have/],
];

const POOLS: readonly Refusal[] = [
  [op('MaxPool', [x(1, 3, 5, 5)], { ...k2, dilations: [2, 2] }), /dilations/],
  [op('AveragePool', [x(1, 3, 5, 5)], { ...k2, dilations: [2, 1] }, { opset: 19 }), /dilations/],
  [op('MaxPool', [x(1, 3, 5, 5)], k2, { outputs: 2 }), /indices/],
  [op('MaxPool', [x(1, 3, 5)], { kernel_shape: [2] }), /1 spatial axes/],
  [op('AveragePool', [x(1, 3, 5, 5, 5)], { kernel_shape: [2, 2, 2] }), /3 spatial axes/],
  [op('MaxPool', [x(1, 3, 5, 5)], { ...k2, pads: [2, 2, 2, 2] }), /padding as large/],
  [op('LpPool', [x(1, 3, 5, 5)], k2), /does not have/],
  [op('GlobalLpPool', [x(1, 3, 5, 5)]), /does not have/],
  [op('ReduceSum', [x(1, 3, 5, 5)]), /does not have/],
  [op('ReduceMean', [x(1, 3), typed(FLOAT, 1)], {}, { opset: 18 }), /computes its input 1/],
  [op('MaxUnpool', [x(1, 3, 5, 5)], k2), /does not have/],
];

const NORMALIZATIONS: readonly Refusal[] = [
  [
    op('BatchNormalization', [x(1, 3, 5, 5), ...four], { training_mode: 1 }, { opset: 14 }),
    /training/,
  ],
  [op('BatchNormalization', [x(1, 3, 5, 5), ...four], {}, { opset: 9, outputs: 5 }), /training/],
  [op('BatchNormalization', [x(1, 3, 5, 5), ...four], { spatial: 0 }, { opset: 7 }), /spatial/],
  [op('BatchNormalization', [x(1, 3, 5, 5), x(3), w(3), w(3), wp(3)]), /computes its input 1/],
  [op('InstanceNormalization', [x(1, 3, 5, 5), w(3), w(3)]), /does not have/],
  [op('LayerNormalization', [x(1, 3, 5), w(5)], {}, { opset: 17 }), /does not have/],
  [op('LRN', [x(1, 3, 5)], { size: 3 }), /1 spatial axes/],
  [op('Hardmax', [x(1, 3)]), /does not have/],
];

const MOVES: readonly Refusal[] = [
  [op('Gather', [x(2, 5), i([0, 1, 3])], { axis: 1 }), /irregular/],
  [op('Gather', [x(2, 5), i([1, 1])], { axis: 1 }), /irregular/],
  [op('GatherElements', [x(2, 5), i([0])]), /does not have/],
  [op('Slice', [x(2, 5), i([3]), i([3]), i([1])]), /takes nothing/],
  [op('Split', [x(2, 5), i([5, 0])], { axis: 1 }, { outputs: 2 }), /empty/],
  [op('Pad', [x(1, 3, 5, 5), i([0, 0, 5, 0, 0, 0, 0, 0])], { mode: 'reflect' }), /mirrors more/],
  [op('Pad', [x(2, 5), i([0, 1, 0, 1])], { mode: 'wrap' }, { opset: 19 }), /wrap/],
  [op('Pad', [x(2, 5), i([0, -3, 0, -2])]), /leaves nothing/],
  [net([n('Abs', [x(4)]), n('Reshape', [x(2, 2), '$'])]), /Abs "node0" computes/],
  [op('Reshape', [x(2, 2), x(1)]), /computes its input 1/],
  [op('Dropout', [x(2, 3)], {}, { outputs: 2 }), /mask/],
  [op('Dropout', [x(2, 3), f(0.5), i(1, BOOL)]), /training/],
  [op('Cast', [x(2, 3)], { to: INT32 }), /casts to INT32/],
  [op('Cast', [x(2, 3)], { to: INT64 }), /casts to INT64/],
  [op('Cast', [x(2, 3)], { to: BOOL }), /casts to BOOL/],
  [op('DepthToSpace', [x(1, 4, 2, 2)], { blocksize: 2 }), /does not have/],
  [op('Tile', [x(2, 3), i([2, 2])]), /does not have/],
  [op('Where', [typed(FLOAT, 2), x(2), x(2)]), /not constant/],
];

const RESIZES: readonly Refusal[] = [
  [op('Resize', [x(1, 3, 5, 5), null, f([1, 1, 2, 2])], { mode: 'cubic' }), /cubic/],
  [
    op(
      'Resize',
      [x(1, 3, 5, 5), null, f([1, 1, 0.5, 0.5])],
      { mode: 'linear', antialias: 1 },
      { opset: 18 },
    ),
    /antialiased/,
  ],
  [
    op(
      'Resize',
      [x(1, 3, 5, 5), null, null, i([8, 9])],
      { axes: [2, 3], keep_aspect_ratio_policy: 'not_larger' },
      { opset: 18 },
    ),
    /aspect/,
  ],
  [op('Resize', [x(1, 3, 5, 5), null, f([1, 2, 2, 2])]), /batch or channels/],
  [op('Resize', [x(1, 3, 5), null, f([1, 1, 2])]), /1 spatial axes/],
  [
    op('Resize', [x(1, 3, 5, 5), f([0, 0, 0, 0, 1, 1, 1, 1]), f([1, 1, 2, 2])], {
      coordinate_transformation_mode: 'tf_crop_and_resize',
    }),
    /tf_crop_and_resize/,
  ],
  [
    op(
      'Resize',
      [x(1, 3, 5, 5), null, f([1, 1, 2, 2])],
      { coordinate_transformation_mode: 'half_pixel_symmetric' },
      { opset: 19 },
    ),
    /half_pixel_symmetric/,
  ],
  [op('Resize', [x(1, 3, 5, 5), null, x(4)]), /computes its input 2/],
  [op('Upsample', [x(1, 3, 5, 5), f([1, 1, 2, 2])], { mode: 'cubic' }, { opset: 9 }), /cubic/],
];

const QUANTIZED: readonly Refusal[] = [
  [net([n('QuantizeLinear', [x(2, 3), f(0.5), i(0, UINT8)]), n('Relu', ['$'])]), /quantised/],
  [
    net([
      n('QuantizeLinear', [x(2, 3), f(0.5), i(0, UINT8)]),
      n('DequantizeLinear', ['$', f(0.25), i(0, UINT8)]),
    ]),
    /another scale/,
  ],
  [
    net([
      n('QuantizeLinear', [x(2, 3), f(0.5), i(0, UINT8)]),
      n('DequantizeLinear', ['$', f(0.5), i(1, UINT8)]),
    ]),
    /another scale/,
  ],
  [op('QuantizeLinear', [x(2, 3), f([1, 2, 3]), i([0, 0, 0], INT8)]), /each channel/],
  [op('DequantizeLinear', [x(2, 3), f(0.5)]), /nothing quantised/],
  [op('DynamicQuantizeLinear', [x(2, 3)], {}, { outputs: 3 }), /does not have/],
  [op('QLinearMatMul', [x(2, 3)]), /does not have/],
];

const OTHERS: readonly Refusal[] = [
  ...[
    'LSTM',
    'GRU',
    'RNN',
    'Loop',
    'If',
    'Scan',
    'Einsum',
    'TopK',
    'ArgMax',
    'Erf',
    'Exp',
    'Log',
    'Selu',
    'NonMaxSuppression',
  ].map((name): Refusal => [op(name, [x(2, 3)]), /does not have/]),
  [op('Gelu', [x(2, 3)], {}, { opset: 20 }), /does not have/],
  [op('Mish', [x(2, 3)], {}, { opset: 18 }), /does not have/],
  [
    net([n('FusedConv', [x(1, 3, 5, 5), w(4, 3, 1, 1)], {}, 1, 'com.microsoft')]),
    /com\.microsoft\.FusedConv/,
  ],
  [net([n('Gelu', [x(2, 3)], {}, 1, 'com.microsoft')]), /com\.microsoft\.Gelu/],
  [op('Max', [x(2, 3), x(2, 3)]), /not constant/],
  [op('Sqrt', [x(2, 3)]), /not constant/],
  [op('Neg', [x(2, 3)]), /not constant/],
  [op('Mul', [x(2, 3), i([1, 2, 3], INT32)]), /INT32/],
];

/** What is refused for the graph's inputs, outputs or versions. */
export const GRAPH_REFUSALS: readonly Refusal[] = [
  [op('Add', [typed(INT32, 2, 3), typed(INT32, 2, 3)]), /input "x0" is INT32/],
  [op('Relu', [typed(INT8, 2, 3)]), /input "x0" is INT8/],
  [op('Cast', [typed(UINT8, 1, 5, 5, 3)], { to: FLOAT }), /input "x0" is UINT8/],
  [op('Gather', [x(2, 3), typed(INT64, 1)]), /input "x1" is INT64/],
  [op('Identity', [typed(ONNX_TYPES.DOUBLE, 2, 3)]), /input "x0" is DOUBLE/],
  [op('QuantizeLinear', [x(2, 3), f(0.5), i(0, UINT8)]), /output "y0" is quantised/],
  [op('Relu', [x(2, 3)], {}, { opset: 6 }), /op set 6/],
  [op('Relu', [x(2, 3)], {}, { opset: 99 }), /op set 99/],
];

export const REFUSALS: readonly Refusal[] = [
  ...CONVOLUTIONS,
  ...POOLS,
  ...NORMALIZATIONS,
  ...MOVES,
  ...RESIZES,
  ...QUANTIZED,
  ...OTHERS,
];
