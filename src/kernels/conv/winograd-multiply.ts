// The products of Winograd convolution: shaders/conv2d-pointwise.wgsl, with a matrix of weights for each element of a patch.
import { elementsOf, transformWeights } from '../../ops/conv/winograd';
import { ceilDiv } from '../../util/math';
import { activationCode, activationParams } from '../activation-call';
import { mergesLanes, spanWords } from '../channel-span';
import { type Call, defineKernel, sole, type Variant } from '../kernel';
import { conv2dPointwise as shader, shaderCodes } from '../shaders.gen';
import { REGISTER_VARIANTS, rowStepOf, tileOf } from './conv-call';
import { packBias, packConvWeights, weightLayout } from './conv-packing';
import { NO_PROLOGUE } from './conv-prologue';

/** Weights are constants, transformed when they are packed. Shares its pipelines with pointwise convolutions. */
export const winogradMultiply = defineKernel({
  shader,
  ops: ['winograd-multiply'],
  variants: REGISTER_VARIANTS,
  accepts: ({ constants }) => constants.length === 1,
  traits: (call) => (mergesLanes(call) ? ['unaligned'] : []),
  overrides: (call, { workgroup }) => ({
    WG_X: workgroup[0],
    WG_Y: workgroup[1],
    ACTIVATION: activationCode('none'),
    PROLOGUE: shaderCodes.PROLOGUE_ABSENT,
    UNALIGNED: Number(mergesLanes(call)),
  }),
  params: (call) => {
    const elements = elementsOf(call.attributes);
    const [x, y] = [sole(call.inputs).span, sole(call.outputs).span];
    return {
      x,
      y,
      activation: activationParams('none'),
      matrix_pixels: x.pixels / elements,
      weight_row: elements * spanWords(x),
    };
  },
  workgroups: (call, variant) => {
    const elements = elementsOf(call.attributes);
    const { span } = sole(call.outputs);
    const { pixels, words } = tileOf(variant);
    const [x, y] = variant.workgroup;
    const rows = ceilDiv(span.pixels / elements, pixels);
    return [ceilDiv(rows, x), ceilDiv(ceilDiv(spanWords(span), words), y), elements];
  },
  packConstants: packProducts,
});

/** The elements of a transformed filter are packed as the taps of a window of that size are. The bias comes later. */
function packProducts(
  call: Call<'winograd-multiply'>,
  variant: Variant,
): Float32Array<ArrayBuffer>[] {
  const [weights] = call.constants;
  if (!weights) throw new RangeError('A product without weights cannot be packed.');
  const rowStep = rowStepOf(variant);
  const [x, y] = [sole(call.inputs).span, sole(call.outputs).span];
  const transformed = transformWeights(weights, call.attributes);
  return [
    packConvWeights(transformed, weightLayout(transformed.shape, x, y, rowStep)),
    packBias(undefined, y, rowStep),
    NO_PROLOGUE,
  ];
}
