// One sample call of every op, as the scheduler would hand it to kernels.
import { type Conv2dAttributes, NO_PADS, type OpName } from '../ir/ops';
import { zeros } from '../tensor/tensor';
import { type Call, type Operand, wholeOperand } from './kernel';

const map = wholeOperand([1, 6, 6, 8]);
const vectors = wholeOperand([1, 10]);
const WINDOW = { kernel: [1, 1], strides: [1, 1], pads: NO_PADS } as const;

/** A convolution's attributes, 1×1 but for what is given. */
export function convAttributes(given: Partial<Conv2dAttributes> = {}): Conv2dAttributes {
  return { ...WINDOW, dilations: [1, 1], groups: 1, activation: 'none', ...given };
}

/** A call of each op; a 1×1 convolution, so that every convolution kernel accepts it. */
export const SAMPLE_CALLS: readonly Call[] = [
  callOf('conv2d', [map], [map], convAttributes(), [zeros([8, 8, 1, 1]), zeros([8])]),
  callOf('bias-add', [map], [map], {}, [zeros([8])]),
  callOf('activation', [map], [map], { activation: 'relu' }),
  callOf('copy', [map], [map]),
  callOf('max-pool2d', [map], [map], { ...WINDOW, ceilMode: false }),
  callOf('global-average-pool', [map], [wholeOperand([1, 8])]),
  callOf('softmax', [vectors], [vectors]),
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
