// Every op that is read: one converter each.
import { ACTIVATIONS } from './activations';
import { BINARY } from './binary';
import { CASTS } from './casts';
import type { Converter } from './converter';
import { CONVOLUTION } from './convolution';
import { MATRIX } from './matrix';
import { MOVEMENT } from './movement';
import { NORMALIZATION } from './normalization';
import { PADDING } from './padding';
import { POOLING } from './pooling';
import { QUANTIZATION } from './quantization';
import { RESIZE } from './resize';

/** Converters of nodes that compute with inputs. */
export const CONVERTERS: ReadonlyMap<string, Converter> = new Map(
  Object.entries({
    ...ACTIVATIONS,
    ...BINARY,
    ...CASTS,
    ...CONVOLUTION,
    ...MATRIX,
    ...MOVEMENT,
    ...NORMALIZATION,
    ...PADDING,
    ...POOLING,
    ...QUANTIZATION,
    ...RESIZE,
  }),
);
