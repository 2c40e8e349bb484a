// What the reader does not compute: it has to say so, never give a number.
import { ONNX_TYPES } from '../../../src/formats/onnx/onnx-model';
import { type CaseGraphInput, f, i, n, net, type OpCase, op, w, wp, x } from './op-case';

/** A case, and what the message says besides the op and the node. */
export type Refusal = readonly [test: OpCase, words: RegExp];

const { BOOL, FLOAT, INT8, INT32, INT64, STRING, UINT8 } = ONNX_TYPES;

/** A computed input of another type. */
const typed = (type: number, ...dims: number[]): CaseGraphInput => ({ kind: 'input', dims, type });
const k2 = { kernel_shape: [2, 2] };
const four = [w(3), w(3), w(3), wp(3)];

const CONVOLUTIONS: readonly Refusal[] = [
  [op('Conv', [x(1, 3, 5, 5, 5), w(4, 3, 3, 3, 3)]), /3 spatial axes/],
  [op('Conv', [x(1, 3, 5, 5), w(4, 3, 3, 3)], { pads: [-1, 0, 0, 0] }), /negative pads/],
  [op('ConvTranspose', [x(1, 3, 5, 5, 5), w(3, 4, 3, 3, 3)]), /3 spatial axes/],
  [op('ConvTranspose', [x(1, 3, 5, 5), x(3, 4, 3, 3)]), /computes its input 1/],
  [op('ConvTranspose', [x(1, 3, 5, 5), w(3, 4, 3, 3)], { pads: [-1, 0, 0, 0] }), /negative pads/],
  [op('DeformConv', [x(1, 3, 5, 5)], {}, { opset: 19 }), /does not have/],
];

const POOLS: readonly Refusal[] = [
  [op('MaxPool', [x(1, 3, 5, 5)], { ...k2, dilations: [2, 2] }, { outputs: 2 }), /indices/],
  [op('AveragePool', [x(1, 3, 5, 5)], { ...k2, dilations: [2, 1] }, { opset: 19 }), /dilations/],
  [op('MaxPool', [x(1, 3, 5, 5)], k2, { outputs: 2 }), /indices/],
  [op('AveragePool', [x(1, 3, 5, 5, 5)], { kernel_shape: [2, 2, 2] }), /3 spatial axes/],
  [op('MaxPool', [x(1, 3, 5, 5)], { ...k2, pads: [2, 2, 2, 2] }), /padding as large/],
  [op('LpPool', [x(1, 3, 5, 5)], k2), /does not have/],
  [op('GlobalLpPool', [x(1, 3, 5, 5)]), /does not have/],
  [op('ReduceL1', [x(1, 3)], { noop_with_empty_axes: 1 }, { opset: 18 }), /reduces no axis/],
  [op('ReduceMean', [x(1, 3), typed(FLOAT, 1)], {}, { opset: 18 }), /computes its input 1/],
  [op('MaxUnpool', [x(1, 3, 5, 5)], k2), /does not have/],
];

const NORMALIZATIONS: readonly Refusal[] = [
  [
    op(
      'BatchNormalization',
      [x(1, 3, 5, 5), ...four],
      { training_mode: 1 },
      { opset: 14, outputs: 3 },
    ),
    /training/,
  ],
  [op('BatchNormalization', [x(1, 3, 5, 5), ...four], {}, { opset: 9, outputs: 5 }), /training/],
  [op('BatchNormalization', [x(1, 3, 5, 5), ...four], { spatial: 0 }, { opset: 7 }), /spatial/],
  [op('BatchNormalization', [x(1, 3, 5, 5), x(3), w(3), w(3), wp(3)]), /computes its input 1/],
  [op('LRN', [x(1, 3, 5, 5, 5)], { size: 3 }), /3 spatial axes/],
  [op('Hardmax', [x(1, 3)]), /does not have/],
];

const MOVES: readonly Refusal[] = [
  [op('Trilu', [x(3, 3), typed(INT64)], {}, { opset: 14 }), /computes its input 1/],
  [op('GatherElements', [x(2, 5), i([0])]), /does not have/],
  [op('Pad', [x(1, 3, 5, 5), i([0, 0, 5, 0, 0, 0, 0, 0])], { mode: 'reflect' }), /mirrors more/],
  [op('Pad', [x(2, 5), i([0, 1, 0, 1])], { mode: 'wrap' }, { opset: 19 }), /wrap/],
  [op('Pad', [x(2, 5), i([0, -3, 0, -2])]), /leaves nothing/],
  [net([n('IsNaN', [x(4)]), n('Reshape', [x(2, 2), '$'])]), /IsNaN/],
  [op('Reshape', [x(2, 2), x(1)]), /computes its input 1/],
  [op('Dropout', [x(2, 3)], {}, { outputs: 2 }), /mask/],
  [op('Dropout', [x(2, 3), f(0.5), i(1, BOOL)]), /training/],
  [op('Dropout', [x(2, 3), x(1), i(1, BOOL)]), /training/],
  [op('Cast', [x(2, 3)], { to: UINT8 }), /casts to UINT8/],
  [op('Cast', [x(2, 3)], { to: INT8 }), /casts to INT8/],
  [op('Tile', [x(2, 3), i([2, 0])]), /0 times/],
  [op('GatherND', [x(2, 3), i([0])]), /does not have/],
  [op('ScatterND', [x(2, 3), typed(INT64, 1), x(3)]), /computes its input 1/],
];

const RESIZES: readonly Refusal[] = [
  [
    op(
      'Resize',
      [x(1, 3, 5, 5), null, f([1, 1, 0.5, 0.5])],
      { mode: 'nearest', antialias: 1 },
      { opset: 18 },
    ),
    /antialiased/,
  ],
  [op('Resize', [x(1, 3, 5, 5), null, f([1, 1, 2, 2])], { mode: 'area' }), /"area"/],
  [
    op('Resize', [x(1, 3, 5, 5), null, f([1, 1, 2, 2])], {
      coordinate_transformation_mode: 'tf_half_pixel_for_nn',
    }),
    /tf_half_pixel_for_nn/,
  ],
  [op('Resize', [x(1, 3, 5, 5), null, x(4)]), /computes its input 2/],
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
  [op('Add', [typed(UINT8, 2, 3), typed(UINT8, 2, 3)]), /type UINT8/],
  [op('Mul', [typed(INT32, 2, 3), typed(INT32, 2, 3)]), /type INT32/],
  [op('Relu', [typed(INT8, 2, 3)], {}, { opset: 14 }), /type INT8/],
];

const FOUR_GATES = [w(1, 12, 5), w(1, 12, 3)];

const RECURRENT: readonly Refusal[] = [
  [op('LSTM', [x(4, 2, 5), ...FOUR_GATES], { clip: 1 }), /clips/],
  [op('LSTM', [x(4, 2, 5), ...FOUR_GATES], { input_forget: 1 }), /couples/],
  [op('LSTM', [x(4, 2, 5), ...FOUR_GATES, null, i([4, 3], INT32)]), /shorter than 4 steps/],
  [op('LSTM', [x(4, 2, 5), ...FOUR_GATES, null, typed(INT32, 2)]), /computes the lengths/],
  [op('LSTM', [x(257, 2, 5), ...FOUR_GATES]), /257 steps; Kindling computes up to 256/],
  [op('RNN', [x(4, 2, 5), w(1, 3, 5), w(1, 3, 3)], { activations: ['Affine'] }), /"Affine"/],
  [
    op('RNN', [x(4, 2, 5), w(1, 3, 5), w(1, 3, 3)], { activation_alpha: [0.5] }),
    /activation_alpha/,
  ],
];

const OTHERS: readonly Refusal[] = [
  ...['Loop', 'Scan'].map((name): Refusal => [op(name, [x(2, 3)]), /does not have/]),
  [net([n('Attention', [x(1, 3, 5)], {}, 1, 'com.microsoft')]), /com\.microsoft\.Attention/],
  [op('Einsum', [x(2, 3)], { equation: '...j->...' }), /equation/],
  [op('Einsum', [x(3, 3)], { equation: 'ii->i' }), /equation/],
  [
    op('GridSample', [x(1, 3, 5, 5, 5), x(1, 4, 4, 4, 3)], {}, { opset: 20 }),
    /samples 3 spatial axes/,
  ],
  [op('Mul', [x(2, 3), i([1, 2, 3], INT32)]), /INT32/],
];

/** What is refused for the graph's inputs, outputs or versions. */
export const GRAPH_REFUSALS: readonly Refusal[] = [
  [op('Identity', [typed(STRING, 2, 3)]), /input "x0" is STRING/],
  [op('Slice', [x(2, 5), i([3]), i([3]), i([1])]), /output "y0" has no numbers/],
  [op('Split', [x(2, 5), i([5, 0])], { axis: 1 }, { outputs: 2 }), /output "y0.1" has no numbers/],
  [op('Add', [x(2, 3), x(2, 3)], {}, { opset: 6 }), /op set 6/],
  [op('Relu', [x(2, 3)], {}, { opset: 99 }), /op set 99/],
];

export const REFUSALS: readonly Refusal[] = [
  ...CONVOLUTIONS,
  ...POOLS,
  ...NORMALIZATIONS,
  ...MOVES,
  ...RESIZES,
  ...QUANTIZED,
  ...RECURRENT,
  ...OTHERS,
];
