// Sums and products of two values: shaders/binary.wgsl.
import { packNhwc4 } from '../tensor/layout';
import { activationCode, activationParams, activationTraits } from './activation-call';
import { shiftsLanes } from './channel-span';
import { type Call, defineKernel, type Operand, sole, wholeOperand } from './kernel';
import { binary as shader, shaderCodes } from './shaders.gen';
import { WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from './word-grid';

type Ops = 'add' | 'mul';

const OPERATIONS = { add: shaderCodes.OPERATION_ADD, mul: shaderCodes.OPERATION_MUL } as const;

/** The second operand is computed or constant, and may repeat over pixels or images. */
export const binary = defineKernel<typeof shader, Ops>({
  shader,
  ops: ['add', 'mul'],
  operands: [1, 2],
  variants: WORD_GRID_VARIANTS,
  accepts: ({ inputs, constants }) => inputs.length + constants.length === 2,
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
    const b = second(call).span;
    return {
      x,
      b,
      y: sole(call.outputs).span,
      activation: activationParams(call.attributes.activation),
      b_repeats: x.pixels / b.pixels,
    };
  },
  workgroups: wordGrid,
  packConstants: ({ constants }) =>
    constants.map(({ data, shape }) => packNhwc4(Float32Array.from(data), shape)),
});

function second({ inputs, constants }: Call<Ops>): Operand {
  const [constant] = constants;
  return constant ? wholeOperand(constant.shape) : sole(inputs.slice(1));
}

function isUnaligned(call: Call<Ops>): boolean {
  return shiftsLanes(call) || shiftsLanes({ ...call, inputs: [second(call)] });
}
