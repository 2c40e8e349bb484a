// Convolution in groups of channels: shaders/conv2d-grouped.wgsl.

import { conv2dGrouped as shader } from '../further-shaders.gen';
import { type Call, defineKernel, sole, weightsFirst } from '../kernel';
import { windowOverrides, windowTraits } from '../window-call';
import { bandWeights, bandWords, type GroupSize } from './band-packing';
import {
  convParams,
  epilogueOverrides,
  epilogueTraits,
  isDepthwise,
  REGISTER_VARIANTS,
  tileGrid,
  tileOf,
} from './conv-call';
import { packBias } from './conv-packing';

/** Any kernel, stride, padding and dilation; groups of any size that are not single channels. */
export const conv2dGrouped = defineKernel({
  shader,
  ops: ['conv2d'],
  // Words of y read different words of x, so that a tile cannot span several.
  variants: REGISTER_VARIANTS.filter((variant) => tileOf(variant).words === 1),
  accepts: (call) =>
    call.attributes.groups > 1 &&
    call.attributes.prologue === undefined &&
    call.constants.length > 0 &&
    !isDepthwise(call),
  traits: (call) => [...windowTraits(call.attributes), ...epilogueTraits(call)],
  overrides: (call, variant) => ({
    ...epilogueOverrides(call, variant),
    ...windowOverrides(call.attributes),
  }),
  params: (call) => {
    const size = groupSize(call);
    return {
      ...convParams(call),
      group_inputs: size.inputs,
      group_outputs: size.outputs,
      band: bandWords(sole(call.inputs).span, sole(call.outputs).span, size),
    };
  },
  workgroups: tileGrid,
  packConstants: (call) => {
    const [weights, bias] = weightsFirst(call);
    const y = sole(call.outputs).span;
    return [bandWeights(weights, sole(call.inputs).span, y, groupSize(call)), packBias(bias, y, 1)];
  },
});

function groupSize({ attributes, inputs, outputs }: Call<'conv2d'>): GroupSize {
  const channels = (operands: typeof inputs) => sole(operands).shape.at(-1) ?? 1;
  return {
    groups: attributes.groups,
    inputs: channels(inputs) / attributes.groups,
    outputs: channels(outputs) / attributes.groups,
  };
}
