// Pointwise convolution from registers: shaders/conv2d-pointwise.wgsl.
import {
  epilogueOverrides,
  epilogueTraits,
  isDense,
  isPointwise,
  packConvConstants,
  pointwiseParams,
  REGISTER_VARIANTS,
  tileGrid,
} from './conv-call';
import { defineKernel } from './kernel';
import { conv2dPointwise as shader } from './shaders.gen';

/** 1×1 convolutions with stride 1 and no padding. */
export const conv2dPointwise = defineKernel({
  shader,
  ops: ['conv2d'],
  variants: REGISTER_VARIANTS,
  accepts: (call) => isDense(call) && isPointwise(call.attributes),
  traits: epilogueTraits,
  overrides: epilogueOverrides,
  params: pointwiseParams,
  workgroups: tileGrid,
  packConstants: packConvConstants,
});
