// How a device stores and computes numbers: 32-bit floats here, 16-bit ones in half.ts, which loads when it is asked for.

import type { MaybeSteps } from '../util/at-once';

/** 32-bit floats, or 16-bit floats (halves). */
export type Precision = 'f32' | 'f16';

/** A way to store numbers. */
export interface Elements {
  readonly precision: Precision;
  /** Of one number. */
  readonly byteLength: 2 | 4;
  /** Numbers as they are stored. One array always gives one and the same result. */
  readonly pack: (
    numbers: Float32Array<ArrayBuffer>,
  ) => MaybeSteps<Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>>;
}

/** 32-bit floats. */
export const FLOATS: Elements = { precision: 'f32', byteLength: 4, pack: (numbers) => numbers };
