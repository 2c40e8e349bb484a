// One of two values: shaders/choose.wgsl.
import { choose as shader } from '../further-shaders.gen';
import { defineKernel, sole } from '../kernel';
import { WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from '../word-grid';
import { alignmentTraitsOfAll, shiftsAnyLanes } from './several-operands';

/** Condition and values are computed or constant. */
export const choose = defineKernel({
  shader,
  ops: ['choose'],
  operands: [3],
  variants: WORD_GRID_VARIANTS,
  traits: alignmentTraitsOfAll,
  overrides: (call, variant) => wordGridOverrides(variant, shiftsAnyLanes(call)),
  params: (call) => {
    const spanAt = (position: number) => sole(call.inputs.slice(position)).span;
    return { x: spanAt(0), a: spanAt(1), b: spanAt(2), y: sole(call.outputs).span };
  },
  workgroups: wordGrid,
});
