// A border around feature maps: shaders/pad2d.wgsl.
import { shiftsLanes } from '../channel-span';
import { pad2d as shader } from '../further-shaders.gen';
import { type Call, defineKernel, sole } from '../kernel';
import { shaderCodes } from '../shaders.gen';
import { alignmentTraits, WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from '../word-grid';

const MODES = {
  constant: shaderCodes.PAD_CONSTANT,
  reflect: shaderCodes.PAD_REFLECT,
  edge: shaderCodes.PAD_EDGE,
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
