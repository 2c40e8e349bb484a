// Pointwise convolution and the mean over its pixels in one dispatch: shaders/conv2d-mean.wgsl.
import { ceilDiv } from '../../util/math';
import { activationCode, activationParams, activationTraits } from '../activation-call';
import { mergesLanes, spanWords } from '../channel-span';
import { rowStepOf } from '../conv-call';
import { packBias, packConvWeights, weightLayout } from '../conv-packing';
import { type Call, defineKernel, sole, type Variant, type WeightLayout } from '../kernel';
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
    return [1, ceilDiv(spanWords(span), rowStepOf(variant)), span.pixels];
  },
  packConstants: (call, variant) => {
    const [weights, bias] = call.constants;
    if (!weights) throw new RangeError('A convolution without weights cannot be packed.');
    return [
      packConvWeights(weights, layoutOf(call, variant)),
      packBias(bias, sole(call.outputs).span, rowStepOf(variant)),
    ];
  },
  weightLayout: layoutOf,
});

function layoutOf(call: Call<'conv2d-mean'>, variant: Variant): WeightLayout {
  const [x, y] = [sole(call.inputs).span, sole(call.outputs).span];
  return weightLayout(call.constants[0]?.shape ?? [], x, y, rowStepOf(variant));
}

function sharingVariant(tile: string, x: number, y: number, weights: 'each' | 'quad'): Variant {
  return { tile, weights, workgroup: [x, y], blockK: 0, barriers: true };
}
