// Output transform of Winograd convolutions with patches of 6×6: shaders/winograd-output-6x6.wgsl.

import { winogradOutput6x6 as shader } from '../further-shaders.gen';
import { defineKernel } from '../kernel';
import { isOfSide, OUTPUT_TRANSFORM } from './winograd-call';

/** Tiles of 2×2, 3×3 and 4×4 pixels, with any activation. */
export const winogradOutput6x6 = defineKernel({
  ...OUTPUT_TRANSFORM,
  shader,
  accepts: (call) => isOfSide(call, 6),
});
