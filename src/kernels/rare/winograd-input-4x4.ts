// Input transform of Winograd convolution F(4×4, 3×3): shaders/winograd-input-4x4.wgsl.
import { defineKernel } from '../kernel';
import { INPUT_TRANSFORM } from '../winograd-call';
import { winogradInput4x4 as shader } from './shaders.gen';

/** Patches of 6×6 pixels of any feature map, with any padding. */
export const winogradInput4x4 = defineKernel({
  ...INPUT_TRANSFORM,
  shader,
  accepts: ({ attributes }) => attributes.tile === 4,
});
