// A function of one value: shaders/unary.wgsl.
import type { UnaryName } from '../../ops/elementwise/unary';
import { channelsOf } from '../../tensor/tensor';
import { shiftsLanes } from '../channel-span';
import { furtherCodes, unary as shader } from '../further-shaders.gen';
import { defineKernel, sole } from '../kernel';
import { alignmentTraits, WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from '../word-grid';

/** The shader's constant of the function's name: `UNARY_GELU_TANH`. */
function functionCode(name: UnaryName): number {
  const constant = name.replace(/-/g, '_').toUpperCase();
  return furtherCodes[`UNARY_${constant}` as keyof typeof furtherCodes];
}

/** Every function of the op's table. */
export const unary = defineKernel({
  shader,
  ops: ['unary'],
  variants: WORD_GRID_VARIANTS,
  traits: (call) => [call.attributes.function, ...alignmentTraits(call)],
  overrides: (call, variant) => ({
    ...wordGridOverrides(variant, shiftsLanes(call)),
    UNARY: functionCode(call.attributes.function),
  }),
  params: (call) => {
    const y = sole(call.outputs);
    return { x: sole(call.inputs).span, y: y.span, channels: channelsOf(y.shape) };
  },
  workgroups: wordGrid,
});
