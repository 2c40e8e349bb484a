// Whole numbers of another step size: shaders/requantize.wgsl.
import { TIES } from '../../ops/elementwise/requantize';
import { requantize as shader } from '../further-shaders.gen';
import { defineKernel, sole } from '../kernel';
import { WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from '../word-grid';
import { alignmentTraitsOfAll, shiftsAnyLanes } from './several-operands';

/** The factors are a vector that all pixels share. The shader numbers the rules for ties in the order of the op's list. */
export const requantize = defineKernel({
  shader,
  ops: ['requantize'],
  operands: [2],
  variants: WORD_GRID_VARIANTS,
  traits: (call) => [call.attributes.ties, ...alignmentTraitsOfAll(call)],
  overrides: (call, variant) => ({
    ...wordGridOverrides(variant, shiftsAnyLanes(call)),
    TIES: TIES.indexOf(call.attributes.ties),
  }),
  params: (call) => {
    const { origin, range } = call.attributes;
    return {
      x: sole(call.inputs).span,
      b: sole(call.inputs.slice(1)).span,
      y: sole(call.outputs).span,
      origin,
      low: range[0],
      high: range[1],
    };
  },
  workgroups: wordGrid,
});
