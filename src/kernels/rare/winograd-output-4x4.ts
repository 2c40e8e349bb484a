// Output transform of Winograd convolution F(4×4, 3×3): shaders/winograd-output-4x4.wgsl.
import { defineKernel } from '../kernel';
import { OUTPUT_TRANSFORM } from '../winograd-call';
import { winogradOutput4x4 as shader } from './shaders.gen';

/** Tiles of 4×4 pixels, with any activation. */
export const winogradOutput4x4 = defineKernel({
  ...OUTPUT_TRANSFORM,
  shader,
  accepts: ({ attributes }) => attributes.tile === 4,
});
