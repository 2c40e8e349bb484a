// Two values element by element, sums and the like: shaders/binary.wgsl.
import { BINARY, type BinaryName } from '../../ops/elementwise/binary';
import { channelsOf } from '../../tensor/tensor';
import { activationCode, activationParams, activationTraits } from '../activation-call';
import { shiftsLanes } from '../channel-span';
import { type Call, defineKernel, sole } from '../kernel';
import { binary as shader, shaderCodes } from '../shaders.gen';
import { WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from '../word-grid';

/** The shader's constant of the op's name: `OPERATION_ADD`. */
function operationCode(op: BinaryName): number {
  return shaderCodes[`OPERATION_${op.toUpperCase()}` as `OPERATION_${Uppercase<BinaryName>}`];
}

/** Either operand is computed or constant; the second may repeat over pixels or images. */
export const binary = defineKernel<typeof shader, BinaryName>({
  shader,
  ops: BINARY,
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
    OPERATION: operationCode(call.op),
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

function isUnaligned(call: Call<BinaryName>): boolean {
  return shiftsLanes(call) || shiftsLanes({ ...call, inputs: call.inputs.slice(1) });
}
