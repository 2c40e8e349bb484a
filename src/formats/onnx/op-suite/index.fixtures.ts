// All cases of the op suite.
import { ACTIVATION_CASES } from './activations.fixtures';
import { ARITHMETIC_CASES } from './arithmetic.fixtures';
import { BLOCK_CASES } from './blocks.fixtures';
import { CHAIN_CASES } from './chains.fixtures';
import { CONSTANT_CASES } from './constants.fixtures';
import { CONVOLUTION_CASES } from './convolution.fixtures';
import { JOINING_CASES } from './joining.fixtures';
import { MATRIX_CASES } from './matrix.fixtures';
import { MOVEMENT_CASES } from './movement.fixtures';
import { NORMALIZATION_CASES } from './normalization.fixtures';
import type { OpCase } from './op-case.fixtures';
import { PADDING_CASES } from './padding.fixtures';
import { POOLING_CASES } from './pooling.fixtures';

export const OP_CASES: readonly OpCase[] = [
  ...CONVOLUTION_CASES,
  ...NORMALIZATION_CASES,
  ...ACTIVATION_CASES,
  ...POOLING_CASES,
  ...MATRIX_CASES,
  ...ARITHMETIC_CASES,
  ...JOINING_CASES,
  ...PADDING_CASES,
  ...MOVEMENT_CASES,
  ...CONSTANT_CASES,
  ...CHAIN_CASES,
  ...BLOCK_CASES,
];
