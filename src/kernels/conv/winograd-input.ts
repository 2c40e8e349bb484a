// Input transform of Winograd convolution F(2×2, 3×3): shaders/winograd-input.wgsl.
import { defineKernel } from '../kernel';
import { winogradInput as shader } from '../shaders.gen';
import { INPUT_TRANSFORM, isOfSide } from './winograd-call';

/** Patches of 4×4 pixels of any feature map, with any padding. */
export const winogradInput = defineKernel({
  ...INPUT_TRANSFORM,
  shader,
  accepts: (call) => isOfSide(call, 4),
});
