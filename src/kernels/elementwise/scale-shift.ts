// Batch normalisation, bias, activation or a plain copy on its own: shaders/scale-shift.wgsl.
import type { Activation } from '../../ops/elementwise/functions';
import type { Tensor } from '../../tensor/tensor';
import { activationCode, activationParams, activationTraits } from '../activation-call';
import { shiftsLanes } from '../channel-span';
import { packScaleShift } from '../conv/conv-packing';
import { type Call, defineKernel, sole } from '../kernel';
import { scaleShift as shader } from '../shaders.gen';
import { alignmentTraits, WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from '../word-grid';

type Ops = 'batch-norm' | 'bias-add' | 'activation' | 'copy';

/** Constants that each op packs; computed ones are refused. */
const CONSTANTS: Readonly<Record<Ops, number>> = {
  'batch-norm': 2,
  'bias-add': 1,
  activation: 0,
  copy: 0,
};

/** What no convolution took into its weights, prologue or epilogue. */
export const scaleShift = defineKernel<typeof shader, Ops>({
  shader,
  ops: ['batch-norm', 'bias-add', 'activation', 'copy'],
  variants: WORD_GRID_VARIANTS,
  accepts: ({ op, constants }) => constants.length === CONSTANTS[op],
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
  packConstants: (call) => {
    const [scale, shift] = vectorsOf(call);
    return [packScaleShift(scale, shift, sole(call.outputs).span)];
  },
});

function activationOf({ attributes }: Call<Ops>): Activation {
  return 'activation' in attributes ? attributes.activation : 'none';
}

/** Scale and shift, undefined where the op has none. */
function vectorsOf({
  op,
  constants,
}: Call<Ops>): readonly [Tensor | undefined, Tensor | undefined] {
  const [first, second] = constants;
  return op === 'batch-norm' ? [first, second] : [undefined, first];
}
