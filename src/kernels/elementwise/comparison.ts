// Comparisons of two values: shaders/comparison.wgsl.
import type { ComparisonName } from '../../ops/elementwise/comparison';
import { furtherCodes, comparison as shader } from '../further-shaders.gen';
import { defineKernel, sole } from '../kernel';
import { WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from '../word-grid';
import { alignmentTraitsOfAll, shiftsAnyLanes } from './several-operands';

/** The shader's constant of the comparison's name: `COMPARISON_LESS_OR_EQUAL`. */
function comparisonCode(name: ComparisonName): number {
  const constant = name.replace(/-/g, '_').toUpperCase();
  return furtherCodes[`COMPARISON_${constant}` as keyof typeof furtherCodes];
}

/** Either operand is computed or constant; the second may repeat over pixels or images. */
export const comparison = defineKernel({
  shader,
  ops: ['comparison'],
  operands: [2],
  variants: WORD_GRID_VARIANTS,
  traits: (call) => [call.attributes.function, ...alignmentTraitsOfAll(call)],
  overrides: (call, variant) => ({
    ...wordGridOverrides(variant, shiftsAnyLanes(call)),
    COMPARISON: comparisonCode(call.attributes.function),
  }),
  params: (call) => {
    const x = sole(call.inputs).span;
    const b = sole(call.inputs.slice(1)).span;
    return { x, b, y: sole(call.outputs).span, b_repeats: x.pixels / b.pixels };
  },
  workgroups: wordGrid,
});
