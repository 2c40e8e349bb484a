// The ops of most classifiers, which the reader brings along.
import { CONSTANT } from './folding/constant-node';
import { ONNX_TYPES } from './onnx-model';
import { ACTIVATIONS } from './operators/activations';
import { BINARY } from './operators/binary';
import { CONVOLUTION } from './operators/convolution';
import { MATRIX } from './operators/matrix';
import { MOVEMENT } from './operators/movement';
import { NORMALIZATION } from './operators/normalization';
import { POOLING } from './operators/pooling';
import type { OnnxOps } from './ops';

/** Ops that need no further chunk. */
export const COMMON_OPS: OnnxOps = {
  builds: [],
  converters: new Map(
    Object.entries({
      ...ACTIVATIONS,
      ...BINARY,
      ...CONVOLUTION,
      ...MATRIX,
      ...MOVEMENT,
      ...NORMALIZATION,
      ...POOLING,
    }),
  ),
  folders: new Map(Object.entries(CONSTANT)),
  // Half precision is computed, and handed in, in single precision.
  inputTypes: [ONNX_TYPES.FLOAT, ONNX_TYPES.FLOAT16],
};
