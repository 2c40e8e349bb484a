// Sums of whole numbers of two step sizes: shaders/requantized-sum.wgsl.
import { requantizedSum as shader } from '../further-shaders.gen';
import { defineKernel, sole } from '../kernel';
import { WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from '../word-grid';
import { alignmentTraitsOfAll, shiftsAnyLanes } from './several-operands';

/** Either operand is computed or constant; the second may repeat over pixels or images. */
export const requantizedSum = defineKernel({
  shader,
  ops: ['requantized-sum'],
  operands: [2],
  variants: WORD_GRID_VARIANTS,
  traits: alignmentTraitsOfAll,
  overrides: (call, variant) => wordGridOverrides(variant, shiftsAnyLanes(call)),
  params: (call) => {
    const x = sole(call.inputs).span;
    const b = sole(call.inputs.slice(1)).span;
    const { factors, shift, range } = call.attributes;
    const [m, n] = factors;
    const [low, high] = range;
    const y = sole(call.outputs).span;
    return { x, b, y, b_repeats: x.pixels / b.pixels, m, n, shift, low, high };
  },
  workgroups: wordGrid,
});
