// General convolution from registers: shaders/conv2d-direct.wgsl.

import { defineKernel } from '../kernel';
import { conv2dDirect as shader } from '../shaders.gen';
import { windowOverrides, windowTraits } from '../window-call';
import {
  convParams,
  convWeightLayout,
  epilogueOverrides,
  epilogueTraits,
  hasPrologue,
  isDense,
  packConvConstants,
  REGISTER_VARIANTS,
  tileGrid,
} from './conv-call';

/** Any kernel, stride, padding and dilation; one group. */
export const conv2dDirect = defineKernel({
  shader,
  ops: ['conv2d'],
  variants: REGISTER_VARIANTS,
  accepts: (call) => isDense(call) && !hasPrologue(call),
  traits: (call) => [...windowTraits(call.attributes), ...epilogueTraits(call)],
  overrides: (call, variant) => ({
    ...epilogueOverrides(call, variant),
    ...windowOverrides(call.attributes),
  }),
  params: convParams,
  workgroups: tileGrid,
  packConstants: packConvConstants,
  weightLayout: convWeightLayout,
});
