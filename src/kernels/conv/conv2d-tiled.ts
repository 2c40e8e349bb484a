// General convolution through workgroup memory: shaders/conv2d-tiled.wgsl.

import { defineKernel } from '../kernel';
import { conv2dTiled as shader } from '../shaders.gen';
import { windowOverrides, windowTraits } from '../window-call';
import {
  convParams,
  convWeightLayout,
  epilogueOverrides,
  epilogueTraits,
  hasPrologue,
  isDense,
  packConvConstants,
  TILED_VARIANTS,
  tileGrid,
} from './conv-call';

/** Any kernel, stride, padding and dilation; one group. */
export const conv2dTiled = defineKernel({
  shader,
  ops: ['conv2d'],
  variants: TILED_VARIANTS,
  isStaged: true,
  accepts: (call) => isDense(call) && !hasPrologue(call),
  traits: (call) => [...windowTraits(call.attributes), ...epilogueTraits(call)],
  overrides: (call, variant) => ({
    ...epilogueOverrides(call, variant),
    ...windowOverrides(call.attributes),
    BLOCK_K: variant.blockK,
  }),
  params: convParams,
  workgroups: tileGrid,
  packConstants: packConvConstants,
  weightLayout: convWeightLayout,
});
