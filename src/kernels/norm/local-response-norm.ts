// Local response normalisation: shaders/local-response-norm.wgsl.
import { channelsOf } from '../../tensor/tensor';
import { localResponseNorm as shader } from '../further-shaders.gen';
import { defineKernel, sole } from '../kernel';
import { WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from '../word-grid';

/** Any number of neighbouring channels. */
export const localResponseNorm = defineKernel({
  shader,
  ops: ['local-response-norm'],
  variants: WORD_GRID_VARIANTS,
  traits: () => [],
  // Reads and writes single lanes, so that spans need neither merging nor shifting.
  overrides: (_, variant) => wordGridOverrides(variant, false),
  params: (call) => {
    const x = sole(call.inputs);
    return {
      x: x.span,
      y: sole(call.outputs).span,
      channels: channelsOf(x.shape),
      ...call.attributes,
    };
  },
  workgroups: (call, variant) => {
    const { first, end } = sole(call.outputs).span;
    return wordGrid(call, variant, end - first);
  },
});
