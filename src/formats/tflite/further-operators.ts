// Every operator that is read: with the common ones those that fewer files have.
import { FURTHER_OPS } from '../../ops/further-ops.gen';
import { BINARY } from './further/binary';
import { CASTS } from './further/casts';
import { COMPARISONS } from './further/comparisons';
import { DETECTION } from './further/detection';
import { FUNCTIONS } from './further/functions';
import { GATHERS } from './further/gathers';
import { JOINING } from './further/joining';
import { MATRIX } from './further/matrix';
import { MOVEMENT } from './further/movement';
import { PADDING } from './further/padding';
import { PARTS } from './further/parts';
import { REDUCTIONS } from './further/reductions';
import { RESIZING } from './further/resizing';
import { TRANSPOSED_CONVOLUTION } from './further/transposed-convolution';
import { UNIT_AXES } from './further/unit-axes';
import { UNPOOLING } from './further/unpooling';
import { COMMON_OPERATORS } from './operators';
import type { TfliteOps } from './ops';

// In this chunk, since what it shares with the reader would else be a file of its own.
export { inlineSteps } from './composites';

/** All operators. */
export const FURTHER_OPERATORS: TfliteOps = {
  builds: FURTHER_OPS,
  converters: new Map([
    ...COMMON_OPERATORS.converters,
    ...Object.entries({
      ...BINARY,
      ...CASTS,
      ...COMPARISONS,
      ...DETECTION,
      ...FUNCTIONS,
      ...GATHERS,
      ...JOINING,
      ...MATRIX,
      ...MOVEMENT,
      ...PADDING,
      ...PARTS,
      ...REDUCTIONS,
      ...RESIZING,
      ...TRANSPOSED_CONVOLUTION,
      ...UNIT_AXES,
      ...UNPOOLING,
    }),
  ]),
};
