// Input transform of Winograd convolutions with patches of 6×6: shaders/winograd-input-6x6.wgsl.

import { winogradInput6x6 as shader } from '../further-shaders.gen';
import { defineKernel } from '../kernel';
import { INPUT_TRANSFORM, isOfSide } from './winograd-call';

/** Windows of stride 1 over any feature map, with any padding. */
export const winogradInput6x6 = defineKernel({
  ...INPUT_TRANSFORM,
  shader,
  accepts: (call) => isOfSide(call, 6) && call.attributes.stride === 1,
});
