// Two values element by element, sums and the like: shaders/binary.wgsl.
import { channelsOf } from '../tensor/tensor';
import { activationCode, activationParams, activationTraits } from './activation-call';
import { shiftsLanes } from './channel-span';
import { type Call, defineKernel, sole } from './kernel';
import { binary as shader, shaderCodes } from './shaders.gen';
import { WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from './word-grid';

type Ops = 'add' | 'sub' | 'mul' | 'div' | 'prelu';

const OPERATIONS: Readonly<Record<Ops, number>> = {
  add: shaderCodes.OPERATION_ADD,
  sub: shaderCodes.OPERATION_SUB,
  mul: shaderCodes.OPERATION_MUL,
  div: shaderCodes.OPERATION_DIV,
  prelu: shaderCodes.OPERATION_PRELU,
};

/** Either operand is computed or constant; the second may repeat over pixels or images. */
export const binary = defineKernel<typeof shader, Ops>({
  shader,
  ops: ['add', 'sub', 'mul', 'div', 'prelu'],
  operands: [2],
  variants: WORD_GRID_VARIANTS,
  traits: (call) => [
    call.op,
    ...activationTraits(call.attributes.activation),
    ...(isUnaligned(call) ? ['unaligned'] : []),
  ],
  overrides: (call, variant) => ({
    ...wordGridOverrides(variant, isUnaligned(call)),
    ACTIVATION: activationCode(call.attributes.activation),
    OPERATION: OPERATIONS[call.op],
  }),
  params: (call) => {
    const x = sole(call.inputs).span;
    const b = sole(call.inputs.slice(1)).span;
    const y = sole(call.outputs);
    return {
      x,
      b,
      y: y.span,
      activation: activationParams(call.attributes.activation),
      b_repeats: x.pixels / b.pixels,
      channels: channelsOf(y.shape),
    };
  },
  workgroups: wordGrid,
});

function isUnaligned(call: Call<Ops>): boolean {
  return shiftsLanes(call) || shiftsLanes({ ...call, inputs: call.inputs.slice(1) });
}
