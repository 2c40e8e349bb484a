// What the transforms of all tiles have in common: Params, and a grid of one invocation per word of a tile.
import {
  elementsOf,
  patchSide,
  tilesOf,
  type WinogradForm,
  windowsOf,
} from '../../ops/conv/winograd';
import { ceilDiv } from '../../util/math';
import { activationCode, activationParams, activationTraits } from '../activation-call';
import { shiftsLanes, spanWords } from '../channel-span';
import { type Call, foldGrid, sole, type Variant, type Workgroups } from '../kernel';
import { alignmentTraits, WORD_GRID_VARIANTS, wordGridOverrides } from '../word-grid';
import { packBias } from './conv-packing';

/** An input transform, but for its shader and the forms that it accepts. */
export const INPUT_TRANSFORM = {
  ops: ['winograd-input'],
  variants: WORD_GRID_VARIANTS,
  traits: alignmentTraits,
  overrides: (call: Call<'winograd-input'>, variant: Variant) =>
    wordGridOverrides(variant, shiftsLanes(call)),
  params: (call: Call<'winograd-input'>) => {
    const [x, y] = [sole(call.inputs), sole(call.outputs)];
    const [, h = 0, w = 0, channels = 0] = x.shape;
    const { pads, ...form } = call.attributes;
    return {
      x: x.span,
      y: y.span,
      in_hw: [h, w] as const,
      tiles_hw: tilesOf(windowsOf([h, w], pads, form), form.tile),
      pad: [pads.top, pads.left] as const,
      tile: form.tile,
      stride: form.stride,
      channels,
    };
  },
  workgroups: (call: Call<'winograd-input'>, variant: Variant) => {
    const { span } = sole(call.outputs);
    const tiles = span.pixels / elementsOf(call.attributes);
    return tileWordGrid(tiles, spanWords(span), variant);
  },
} as const;

/** An output transform, but for its shader and the forms that it accepts: any activation, y anywhere in a wider buffer. */
export const OUTPUT_TRANSFORM = {
  ops: ['winograd-output'],
  variants: WORD_GRID_VARIANTS,
  traits: (call: Call<'winograd-output'>) => [
    ...activationTraits(call.attributes.activation),
    ...alignmentTraits(call),
  ],
  overrides: (call: Call<'winograd-output'>, variant: Variant) => ({
    ...wordGridOverrides(variant, shiftsLanes(call)),
    ACTIVATION: activationCode(call.attributes.activation),
  }),
  params: (call: Call<'winograd-output'>) => {
    const { tile, size, activation } = call.attributes;
    const [, oh, ow] = size;
    return {
      x: sole(call.inputs).span,
      y: sole(call.outputs).span,
      activation: activationParams(activation),
      tiles_hw: tilesOf([oh, ow], tile),
      out_hw: [oh, ow] as const,
      tile,
    };
  },
  workgroups: (call: Call<'winograd-output'>, variant: Variant) => {
    const tiles = sole(call.inputs).span.pixels / elementsOf(call.attributes);
    return tileWordGrid(tiles, spanWords(sole(call.outputs).span), variant);
  },
  packConstants: (call: Call<'winograd-output'>) => {
    const { span } = sole(call.outputs);
    return [packBias(call.constants[0], span, 1)];
  },
} as const;

/** Whether a transform is of patches of that side. */
export function isOfSide(
  { attributes }: { readonly attributes: WinogradForm },
  side: number,
): boolean {
  return patchSide(attributes) === side;
}

function tileWordGrid(tiles: number, words: number, { workgroup }: Variant): Workgroups {
  return foldGrid(ceilDiv(tiles * words, workgroup[0]));
}
