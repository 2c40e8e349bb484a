// Pointwise convolution and the mean over its pixels in one dispatch: shaders/conv2d-mean.wgsl.
import { ceilDiv } from '../util/math';
import { activationCode, activationParams, activationTraits } from './activation-call';
import { mergesLanes, spanWords } from './channel-span';
import { tileOf } from './conv-call';
import { packBias, packConvWeights } from './conv-packing';
import { defineKernel, sole, type Variant } from './kernel';
import { conv2dMean as shader } from './shaders.gen';

/** Few invocations to a sum, on CPUs with weights that four read together; more, in square groups of 64, for GPUs. */
const VARIANTS: readonly Variant[] = [
  sharingVariant('4x4', 4, 1, 'quad'),
  sharingVariant('8x4', 4, 1, 'quad'),
  sharingVariant('8x4', 4, 1, 'each'),
  sharingVariant('4x1', 16, 4, 'each'),
  sharingVariant('4x2', 16, 4, 'each'),
];

/** Weights are constants; any activation; y anywhere in a wider buffer. */
export const conv2dMean = defineKernel({
  shader,
  ops: ['conv2d-mean'],
  variants: VARIANTS,
  accepts: ({ constants }) => constants.length > 0,
  traits: (call) => [
    ...activationTraits(call.attributes.activation),
    ...(mergesLanes(call) ? ['unaligned'] : []),
  ],
  overrides: (call, { workgroup }) => ({
    WG_X: workgroup[0],
    WG_Y: workgroup[1],
    ACTIVATION: activationCode(call.attributes.activation),
    UNALIGNED: Number(mergesLanes(call)),
  }),
  params: (call) => {
    const [x, y] = [sole(call.inputs).span, sole(call.outputs).span];
    return {
      x,
      y,
      activation: activationParams(call.attributes.activation),
      image_pixels: x.pixels / y.pixels,
    };
  },
  workgroups: (call, variant) => {
    const { span } = sole(call.outputs);
    return [1, ceilDiv(spanWords(span), rowStep(variant)), span.pixels];
  },
  packConstants: (call, variant) => {
    const [weights, bias] = call.constants;
    if (!weights) throw new RangeError('A convolution without weights cannot be packed.');
    const [x, y] = [sole(call.inputs).span, sole(call.outputs).span];
    const step = rowStep(variant);
    return [packConvWeights(weights, x, y, step), packBias(bias, y, step)];
  },
});

/** Words of y that a workgroup computes. */
function rowStep(variant: Variant): number {
  return tileOf(variant).words * variant.workgroup[1];
}

function sharingVariant(tile: string, x: number, y: number, weights: 'each' | 'quad'): Variant {
  return { tile, weights, workgroup: [x, y], blockK: 0, barriers: true };
}
