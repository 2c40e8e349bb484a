// Pointwise convolution from registers: shaders/conv2d-pointwise.wgsl.
import {
  epilogueOverrides,
  epilogueTraits,
  isDense,
  isPointwise,
  packConvConstants,
  REGISTER_VARIANTS,
  tileGrid,
} from './conv-call';
import { defineKernel, sole } from './kernel';
import { conv2dPointwise as shader } from './shaders.gen';

/** 1×1 convolutions with stride 1 and no padding. */
export const conv2dPointwise = defineKernel({
  shader,
  ops: ['conv2d'],
  variants: REGISTER_VARIANTS,
  accepts: (call) => isDense(call) && isPointwise(call.attributes),
  traits: epilogueTraits,
  overrides: epilogueOverrides,
  params: (call) => ({ x: sole(call.inputs).span, y: sole(call.outputs).span }),
  workgroups: tileGrid,
  packConstants: packConvConstants,
});
