// ONNX's names of ops that differ from ours in nothing else: what the reader and the writer share.
import type { BinaryName } from '../../ops/elementwise/binary';
import type { Activation } from '../../ops/elementwise/functions';

/** Functions of two values. */
export const BINARY_SPELLINGS: readonly (readonly [opType: string, op: BinaryName])[] = [
  ['Add', 'add'],
  ['Sub', 'sub'],
  ['Mul', 'mul'],
  ['Div', 'div'],
  ['Pow', 'pow'],
];

/** Functions of one value, without numbers of their own. */
export const ACTIVATION_SPELLINGS: readonly (readonly [
  opType: string,
  activation: Extract<Activation, string>,
])[] = [
  ['Relu', 'relu'],
  ['Sigmoid', 'sigmoid'],
  ['Tanh', 'tanh'],
  ['HardSwish', 'hard-swish'],
  ['Softplus', 'softplus'],
];
