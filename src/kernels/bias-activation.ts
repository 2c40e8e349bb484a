// Bias, activation or a plain copy on its own: shaders/bias-activation.wgsl.
import type { Activation } from '../ir/ops';
import { activationCode, activationParams, activationTraits } from './activation-call';
import { shiftsLanes } from './channel-span';
import { packBias } from './conv-packing';
import { type Call, defineKernel, sole } from './kernel';
import { biasActivation as shader } from './shaders.gen';
import { alignmentTraits, WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from './word-grid';

type Ops = 'bias-add' | 'activation' | 'copy';

/** What no convolution took into its epilogue. */
export const biasActivation = defineKernel<typeof shader, Ops>({
  shader,
  ops: ['bias-add', 'activation', 'copy'],
  variants: WORD_GRID_VARIANTS,
  accepts: ({ op, constants }) => op !== 'bias-add' || constants.length === 1,
  traits: (call) => [...activationTraits(activationOf(call)), ...alignmentTraits(call)],
  overrides: (call, variant) => ({
    ...wordGridOverrides(variant, shiftsLanes(call)),
    ACTIVATION: activationCode(activationOf(call)),
  }),
  params: (call) => ({
    x: sole(call.inputs).span,
    y: sole(call.outputs).span,
    activation: activationParams(activationOf(call)),
  }),
  workgroups: wordGrid,
  packConstants: (call) => [packBias(call.constants[0], sole(call.outputs).span, 1)],
});

function activationOf({ attributes }: Call<Ops>): Activation {
  return 'activation' in attributes ? attributes.activation : 'none';
}
