// Both expand layers of a fire module from registers: shaders/fire-expand.wgsl.
import { EXPAND_WINDOW } from '../../ops/conv/fire-expand';
import { ceilDiv } from '../../util/math';
import { activationParams } from '../activation-call';
import { fireExpand as shader } from '../further-shaders.gen';
import { type Call, defineKernel, sole } from '../kernel';
import { windowOverrides } from '../window-call';
import { epilogueOverrides, epilogueTraits, REGISTER_VARIANTS, tileOf } from './conv-call';
import { type ExpandLayers, groupsOf, packExpands, partWords, SIDE } from './expand-packing';

/** Weights and biases are constants. */
export const fireExpand = defineKernel({
  shader,
  ops: ['fire-expand'],
  variants: REGISTER_VARIANTS,
  accepts: ({ constants }) => constants.length === 4,
  traits: epilogueTraits,
  overrides: (call, variant) => ({
    ...epilogueOverrides(call, variant),
    ...windowOverrides(EXPAND_WINDOW),
    SIDE,
  }),
  params: (call) => {
    const [x, y] = [sole(call.inputs), sole(call.outputs)];
    const size = [x.shape[1] ?? 0, x.shape[2] ?? 0] as const;
    return {
      x: x.span,
      y: y.span,
      activation: activationParams(call.attributes.activation),
      in_hw: size,
      out_hw: size,
      pad: [EXPAND_WINDOW.pads.top, EXPAND_WINDOW.pads.left] as const,
      ...partWords(layersOf(call)),
    };
  },
  workgroups: (call, variant) => {
    const { window, pointwise } = partWords(layersOf(call));
    const columns = ceilDiv(sole(call.outputs).span.pixels, tileOf(variant).pixels);
    const rows = groupsOf(window, variant) + groupsOf(pointwise, variant);
    return [ceilDiv(columns, variant.workgroup[0]), rows, 1];
  },
  packConstants: (call, variant) => packExpands(layersOf(call), variant),
});

function layersOf({ attributes, inputs, outputs, constants }: Call<'fire-expand'>): ExpandLayers {
  return { x: sole(inputs).span, y: sole(outputs).span, first: attributes.first, constants };
}
