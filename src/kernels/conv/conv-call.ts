// What all convolution kernels have in common: their epilogue, weights, tiles and grid.
import { ceilDiv } from '../../util/math';
import { activationCode, activationParams, activationTraits } from '../activation-call';
import { mergesLanes, spanWords } from '../channel-span';
import {
  type Call,
  sole,
  type Variant,
  type WeightLayout,
  type WeightReading,
  type Workgroups,
  weightsFirst,
} from '../kernel';
import type { Packing } from '../packing';
import { windowParams } from '../window-call';
import { convWeights, packBias, weightLayout } from './conv-packing';

/**
 * Register-blocked variants: every tile in narrow workgroups, alone and with weights that four invocations read for each
 * other, and two in square ones for wide adapters.
 */
export const REGISTER_VARIANTS: readonly Variant[] = [
  ...['4x1', '4x2', '8x1', '8x2', '8x4'].map((tile) => weightedVariant('each', tile, 16, 1)),
  ...['4x1', '4x2', '8x1', '8x2', '4x4', '8x4', '8x8'].map((tile) =>
    weightedVariant('quad', tile, 16, 1),
  ),
  weightedVariant('each', '4x1', 8, 8),
  weightedVariant('each', '4x2', 8, 8),
];

/** Variants through workgroup memory: 32 pixels × 32 or 64 output channels a workgroup. */
export const TILED_VARIANTS: readonly Variant[] = [
  { tile: '4x1', workgroup: [8, 8], blockK: 8, barriers: true },
  { tile: '4x2', workgroup: [8, 8], blockK: 4, barriers: true },
];

/** Ops that end in the epilogue of a convolution. */
type EpilogueOp = 'conv2d' | 'fire-expand' | 'fire' | 'separable-conv2d' | 'expand-depthwise';

/** Overrides of workgroup and epilogue. */
export function epilogueOverrides(call: Call<EpilogueOp>, variant: Variant) {
  return {
    WG_X: variant.workgroup[0],
    WG_Y: variant.workgroup[1],
    ACTIVATION: activationCode(call.attributes.activation),
    UNALIGNED: Number(mergesLanes(call)),
  };
}

/** Names of the epilogue in a variant's id. */
export function epilogueTraits(call: Call<EpilogueOp>): string[] {
  return [
    ...activationTraits(call.attributes.activation),
    ...(mergesLanes(call) ? ['unaligned'] : []),
  ];
}

/** Params of kernels that read x and write y pixel by pixel. */
export function pointwiseParams(call: Call<'conv2d'>) {
  return {
    x: sole(call.inputs).span,
    y: sole(call.outputs).span,
    activation: activationParams(call.attributes.activation),
  };
}

/** Params of kernels that slide a window. */
export function convParams(call: Call<'conv2d'>) {
  return { ...windowParams(call), activation: activationParams(call.attributes.activation) };
}

/** One invocation per register tile. */
export function tileGrid(call: Call<'conv2d'>, variant: Variant): Workgroups {
  const { span } = sole(call.outputs);
  const { pixels, words } = tileOf(variant);
  const [x, y] = variant.workgroup;
  return [ceilDiv(ceilDiv(span.pixels, pixels), x), ceilDiv(ceilDiv(spanWords(span), words), y), 1];
}

/** Weights, then bias, padded to the words that a workgroup reads. */
export function packConvConstants(call: Call<'conv2d'>, variant: Variant): Packing[] {
  const [weights, bias] = weightsFirst(call);
  return [
    convWeights(weights, convWeightLayout(call, variant)),
    packBias(bias, sole(call.outputs).span, rowStepOf(variant)),
  ];
}

/** How its weights lie. */
export function convWeightLayout(call: Call<'conv2d'>, variant: Variant): WeightLayout {
  const [x, y] = [sole(call.inputs).span, sole(call.outputs).span];
  return weightLayout(call.constants[0]?.shape ?? [], x, y, rowStepOf(variant));
}

/** Words of y that a workgroup reads weights for. */
export function rowStepOf(variant: Variant): number {
  return tileOf(variant).words * variant.workgroup[1];
}

/** Whether weights and bias are constants and there is one group: what the dense kernels compute. */
export function isDense(call: Call<'conv2d'>): boolean {
  return call.attributes.groups === 1 && call.constants.length > 0;
}

/** Whether every channel of y comes from one channel of x: what the depthwise kernels compute. */
export function isDepthwise(call: Call<'conv2d'>): boolean {
  const { attributes, inputs, constants } = call;
  const isPerChannel = attributes.groups === sole(inputs).shape.at(-1);
  return constants.length > 0 && isPerChannel && !hasPrologue(call);
}

/** Whether x is normalised on its way in, which only pointwise kernels do. */
export function hasPrologue({ attributes }: Call<'conv2d'>): boolean {
  return attributes.prologue !== undefined;
}

/** Pixels and words of a variant's register tile. @throws RangeError when it has none. */
export function tileOf({ tile }: Variant): { pixels: number; words: number } {
  const [, pixels, words] = /^(\d+)x(\d+)$/.exec(tile) ?? [];
  if (!pixels || !words) throw new RangeError(`"${tile}" is no register tile.`);
  return { pixels: Number(pixels), words: Number(words) };
}

/** A variant that holds a tile in registers; `x` and `y` are its workgroup's sides. */
export function registerVariant(tile: string, x: number, y: number): Variant {
  return { tile, workgroup: [x, y], blockK: 0 };
}

function weightedVariant(weights: WeightReading, tile: string, x: number, y: number): Variant {
  return { ...registerVariant(tile, x, y), weights };
}
