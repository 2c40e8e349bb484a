// Convolution of one to three channels from registers: shaders/conv2d-direct-c3.wgsl.
import { channelsOf } from '../../tensor/tensor';
import { type Call, defineKernel, sole } from '../kernel';
import { conv2dDirectC3 as shader } from '../shaders.gen';
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

/** First layers: any kernel, stride, padding and dilation over pictures that lie in the first lanes of their words. */
export const conv2dDirectC3 = defineKernel({
  shader,
  ops: ['conv2d'],
  variants: REGISTER_VARIANTS,
  accepts: (call) => isDense(call) && !hasPrologue(call) && isNarrow(call),
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

function isNarrow(call: Call<'conv2d'>): boolean {
  const { shape, span } = sole(call.inputs);
  return channelsOf(shape) <= 3 && span.first % 4 === 0;
}
