// All cases of the op suite.
import { ACTIVATION_CASES } from './activations';
import { ARITHMETIC_CASES } from './arithmetic';
import { BLOCK_CASES } from './blocks';
import { CHAIN_CASES } from './chains';
import { CONSTANT_CASES } from './constants';
import { COMPUTED_CONVOLUTION_CASES, CONVOLUTION_CASES } from './convolution';
import { FUNCTION_CASES } from './functions';
import { JOINING_CASES } from './joining';
import { MATRIX_CASES } from './matrix';
import { MOVEMENT_CASES } from './movement';
import { NORMALIZATION_CASES } from './normalization';
import type { OpCase } from './op-case';
import { PADDING_CASES } from './padding';
import { POOLING_CASES } from './pooling';
import {
  GRID_CASES,
  RANKING_CASES,
  REMAINDER_CASES,
  RESIZE_CASES,
  SCATTER_CASES,
  TRANSPOSED_CASES,
} from './rankings';
import { RECURRENT_CASES } from './recurrent';

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
  ...FUNCTION_CASES,
  ...RANKING_CASES,
  ...RESIZE_CASES,
  ...COMPUTED_CONVOLUTION_CASES,
  ...GRID_CASES,
  ...REMAINDER_CASES,
  ...SCATTER_CASES,
  ...TRANSPOSED_CASES,
  ...RECURRENT_CASES,
];
