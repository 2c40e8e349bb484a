// A border around feature maps: shaders/pad2d.wgsl.
import { shiftsLanes } from '../channel-span';
import { furtherCodes, pad2d as shader } from '../further-shaders.gen';
import { type Call, defineKernel, sole } from '../kernel';
import { alignmentTraits, WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from '../word-grid';

const MODES = {
  constant: furtherCodes.PAD_CONSTANT,
  reflect: furtherCodes.PAD_REFLECT,
  edge: furtherCodes.PAD_EDGE,
} as const;

/** Padding that no convolution took into its window. */
export const pad2d = defineKernel({
  shader,
  ops: ['pad2d'],
  variants: WORD_GRID_VARIANTS,
  traits: (call) => [modeOf(call), ...alignmentTraits(call)],
  overrides: (call, variant) => ({
    ...wordGridOverrides(variant, shiftsLanes(call)),
    PAD_MODE: MODES[modeOf(call)],
  }),
  params: (call) => {
    const [x, y] = [sole(call.inputs), sole(call.outputs)];
    const { pads, value } = call.attributes;
    return {
      x: x.span,
      y: y.span,
      in_hw: [x.shape[1] ?? 0, x.shape[2] ?? 0] as const,
      out_hw: [y.shape[1] ?? 0, y.shape[2] ?? 0] as const,
      pad: [pads.top, pads.left] as const,
      value,
    };
  },
  workgroups: wordGrid,
});

function modeOf({ attributes }: Call<'pad2d'>): keyof typeof MODES {
  return attributes.mode ?? 'constant';
}
