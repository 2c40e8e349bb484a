// Pointwise convolution through workgroup memory: shaders/conv2d-pointwise-tiled.wgsl.
import {
  epilogueOverrides,
  epilogueTraits,
  isDense,
  isPointwise,
  packConvConstants,
  TILED_VARIANTS,
  tileGrid,
} from './conv-call';
import { defineKernel, sole } from './kernel';
import { conv2dPointwiseTiled as shader } from './shaders.gen';

/** 1×1 convolutions with stride 1 and no padding. */
export const conv2dPointwiseTiled = defineKernel({
  shader,
  ops: ['conv2d'],
  variants: TILED_VARIANTS,
  accepts: (call) => isDense(call) && isPointwise(call.attributes),
  traits: epilogueTraits,
  overrides: (call, variant) => ({ ...epilogueOverrides(call, variant), BLOCK_K: variant.blockK }),
  params: (call) => ({ x: sole(call.inputs).span, y: sole(call.outputs).span }),
  workgroups: tileGrid,
  packConstants: packConvConstants,
});
