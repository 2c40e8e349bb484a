// Output transform of Winograd convolution F(2×2, 3×3): shaders/winograd-output.wgsl.
import { defineKernel } from '../kernel';
import { winogradOutput as shader } from '../shaders.gen';
import { isOfSide, OUTPUT_TRANSFORM } from './winograd-call';

/** Tiles of 2×2 pixels, with any activation. */
export const winogradOutput = defineKernel({
  ...OUTPUT_TRANSFORM,
  shader,
  accepts: (call) => isOfSide(call, 4),
});
