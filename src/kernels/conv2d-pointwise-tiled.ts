// Pointwise convolution through workgroup memory: shaders/conv2d-pointwise-tiled.wgsl.
import {
  epilogueOverrides,
  epilogueTraits,
  isDense,
  isPointwise,
  packConvConstants,
  pointwiseParams,
  TILED_VARIANTS,
  tileGrid,
} from './conv-call';
import { defineKernel } from './kernel';
import { conv2dPointwiseTiled as shader } from './shaders.gen';

/** 1×1 convolutions with stride 1 and no padding. */
export const conv2dPointwiseTiled = defineKernel({
  shader,
  ops: ['conv2d'],
  variants: TILED_VARIANTS,
  isStaged: true,
  accepts: (call) => isDense(call) && isPointwise(call.attributes),
  traits: epilogueTraits,
  overrides: (call, variant) => ({ ...epilogueOverrides(call, variant), BLOCK_K: variant.blockK }),
  params: pointwiseParams,
  workgroups: tileGrid,
  packConstants: packConvConstants,
});
