// Every op that is read: with the common ones those that few files have, and the folding of constants.
import { FURTHER_OPS } from '../../ops/further-ops.gen';
import { COMMON_OPS } from './common-ops';
import { ARITHMETIC } from './folding/arithmetic';
import { GIVEN } from './folding/given';
import { CONSTANT_MOVEMENT } from './folding/movement';
import { CASTS } from './operators/casts';
import { COMBINATIONS } from './operators/combinations';
import { LOCAL_RESPONSE } from './operators/local-response';
import { MATMUL } from './operators/matmul';
import { FURTHER_NORMALIZATION } from './operators/normalization';
import { PADDING } from './operators/padding';
import { PARTS } from './operators/parts';
import { FURTHER_POOLING } from './operators/pooling';
import { QUANTIZATION } from './operators/quantization';
import { REDUCTIONS } from './operators/reductions';
import { RESIZE } from './operators/resize';
import type { OnnxOps } from './ops';

/** All ops. */
export const ALL_OPS: OnnxOps = {
  builds: FURTHER_OPS,
  converters: new Map([
    ...COMMON_OPS.converters,
    ...Object.entries({
      ...FURTHER_NORMALIZATION,
      ...FURTHER_POOLING,
      ...CASTS,
      ...COMBINATIONS,
      ...LOCAL_RESPONSE,
      ...MATMUL,
      ...PADDING,
      ...PARTS,
      ...QUANTIZATION,
      ...REDUCTIONS,
      ...RESIZE,
    }),
  ]),
  folders: new Map([
    ...COMMON_OPS.folders,
    ...Object.entries({ ...ARITHMETIC, ...CONSTANT_MOVEMENT, ...GIVEN }),
  ]),
};
