// Pointwise convolution through workgroup memory: shaders/conv2d-pointwise-tiled.wgsl.
import { isPointwise } from '../../ops/window';
import { defineKernel } from '../kernel';
import { conv2dPointwiseTiled as shader } from '../shaders.gen';
import {
  convWeightLayout,
  epilogueOverrides,
  epilogueTraits,
  isDense,
  pointwiseParams,
  TILED_VARIANTS,
  tileGrid,
} from './conv-call';
import {
  acceptsPrologue,
  packPointwiseConstants,
  prologueOverrides,
  prologueTraits,
} from './conv-prologue';

/** 1×1 convolutions with stride 1 and no padding, with or without a prologue. */
export const conv2dPointwiseTiled = defineKernel({
  shader,
  ops: ['conv2d'],
  variants: TILED_VARIANTS,
  isStaged: true,
  accepts: (call) => isDense(call) && isPointwise(call.attributes) && acceptsPrologue(call),
  traits: (call) => [...prologueTraits(call), ...epilogueTraits(call)],
  overrides: (call, variant) => ({
    ...epilogueOverrides(call, variant),
    ...prologueOverrides(call),
    BLOCK_K: variant.blockK,
  }),
  params: pointwiseParams,
  workgroups: tileGrid,
  packConstants: packPointwiseConstants,
  weightLayout: convWeightLayout,
});
