// Pointwise convolution from registers: shaders/conv2d-pointwise.wgsl.
import { isPointwise } from '../../ops/window';
import { spanWords } from '../channel-span';
import { defineKernel, sole } from '../kernel';
import { conv2dPointwise as shader } from '../shaders.gen';
import {
  convWeightLayout,
  epilogueOverrides,
  epilogueTraits,
  isDense,
  pointwiseParams,
  REGISTER_VARIANTS,
  tileGrid,
} from './conv-call';
import {
  acceptsPrologue,
  packPointwiseConstants,
  prologueOverrides,
  prologueTraits,
} from './conv-prologue';

/** 1×1 convolutions with stride 1 and no padding, with or without a prologue. */
export const conv2dPointwise = defineKernel({
  shader,
  ops: ['conv2d'],
  variants: REGISTER_VARIANTS,
  accepts: (call) => isDense(call) && isPointwise(call.attributes) && acceptsPrologue(call),
  traits: (call) => [...prologueTraits(call), ...epilogueTraits(call)],
  overrides: (call, variant) => ({
    ...epilogueOverrides(call, variant),
    ...prologueOverrides(call),
  }),
  params: (call) => ({
    ...pointwiseParams(call),
    matrix_pixels: sole(call.inputs).span.pixels,
    weight_row: spanWords(sole(call.inputs).span),
  }),
  workgroups: tileGrid,
  packConstants: packPointwiseConstants,
  weightLayout: convWeightLayout,
});
