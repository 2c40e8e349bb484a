// Output transform of Winograd convolution: shaders/winograd-output.wgsl.
import { tilesOf } from '../ir/winograd';
import { activationCode, activationParams, activationTraits } from './activation-call';
import { shiftsLanes, spanWords } from './channel-span';
import { packBias } from './conv-packing';
import { defineKernel, sole } from './kernel';
import { winogradOutput as shader } from './shaders.gen';
import { tileWordGrid } from './winograd-call';
import { alignmentTraits, WORD_GRID_VARIANTS, wordGridOverrides } from './word-grid';

/** Any activation; y anywhere in a wider buffer. */
export const winogradOutput = defineKernel({
  shader,
  ops: ['winograd-output'],
  variants: WORD_GRID_VARIANTS,
  traits: (call) => [...activationTraits(call.attributes.activation), ...alignmentTraits(call)],
  overrides: (call, variant) => ({
    ...wordGridOverrides(variant, shiftsLanes(call)),
    ACTIVATION: activationCode(call.attributes.activation),
  }),
  params: (call) => {
    const [, oh, ow] = call.attributes.size;
    return {
      x: sole(call.inputs).span,
      y: sole(call.outputs).span,
      activation: activationParams(call.attributes.activation),
      tiles_hw: tilesOf([oh, ow]),
      out_hw: [oh, ow] as const,
    };
  },
  workgroups: (call, variant) =>
    tileWordGrid(sole(call.inputs).span.pixels, spanWords(sole(call.outputs).span), variant),
  packConstants: (call) => {
    const { span } = sole(call.outputs);
    return [packBias(call.constants[0], span, 1)];
  },
});
