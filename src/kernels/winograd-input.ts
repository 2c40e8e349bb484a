// Input transform of Winograd convolution: shaders/winograd-input.wgsl.
import { tilesOf } from '../ir/winograd';
import { shiftsLanes, spanWords } from './channel-span';
import { defineKernel, sole } from './kernel';
import { winogradInput as shader } from './shaders.gen';
import { tileWordGrid } from './winograd-call';
import { alignmentTraits, WORD_GRID_VARIANTS, wordGridOverrides } from './word-grid';

/** Patches of any feature map, with any padding. */
export const winogradInput = defineKernel({
  shader,
  ops: ['winograd-input'],
  variants: WORD_GRID_VARIANTS,
  traits: alignmentTraits,
  overrides: (call, variant) => wordGridOverrides(variant, shiftsLanes(call)),
  params: (call) => {
    const [x, y] = [sole(call.inputs), sole(call.outputs)];
    const [, h = 0, w = 0] = x.shape;
    const { top, left, bottom, right } = call.attributes.pads;
    return {
      x: x.span,
      y: y.span,
      in_hw: [h, w] as const,
      tiles_hw: tilesOf([h + top + bottom - 2, w + left + right - 2]),
      pad: [top, left] as const,
    };
  },
  workgroups: (call, variant) => {
    const { span } = sole(call.outputs);
    return tileWordGrid(span.pixels, spanWords(span), variant);
  },
});
