// One of two values: shaders/choose.wgsl.
import { shiftsLanes } from '../channel-span';
import { choose as shader } from '../further-shaders.gen';
import { type Call, defineKernel, sole } from '../kernel';
import { WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from '../word-grid';

/** Condition and values are computed or constant. */
export const choose = defineKernel({
  shader,
  ops: ['choose'],
  operands: [3],
  variants: WORD_GRID_VARIANTS,
  traits: (call) => (isUnaligned(call) ? ['unaligned'] : []),
  overrides: (call, variant) => wordGridOverrides(variant, isUnaligned(call)),
  params: (call) => {
    const spanAt = (position: number) => sole(call.inputs.slice(position)).span;
    return { x: spanAt(0), a: spanAt(1), b: spanAt(2), y: sole(call.outputs).span };
  },
  workgroups: wordGrid,
});

function isUnaligned(call: Call<'choose'>): boolean {
  return call.inputs.some((input) => shiftsLanes({ ...call, inputs: [input] }));
}
