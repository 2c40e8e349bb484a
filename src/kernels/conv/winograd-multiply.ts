// The products of Winograd convolution: shaders/conv2d-pointwise.wgsl, with a matrix of weights for each element of a patch.
import { elementsOf, filterTransform, phasesOf } from '../../ops/conv/winograd';
import { ceilDiv } from '../../util/math';
import { activationCode, activationParams } from '../activation-call';
import { mergesLanes, spanWords } from '../channel-span';
import { type Call, defineKernel, sole, type Variant, weightsFirst } from '../kernel';
import { type Packing, packingOf } from '../packing';
import { conv2dPointwise as shader, shaderCodes } from '../shaders.gen';
import { REGISTER_VARIANTS, rowStepOf, tileOf } from './conv-call';
import { filterSteps, packBias, weightLayout } from './conv-packing';
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
function packProducts(call: Call<'winograd-multiply'>, variant: Variant): Packing[] {
  const [weights] = weightsFirst(call);
  const rowStep = rowStepOf(variant);
  const [x, y] = [sole(call.inputs).span, sole(call.outputs).span];
  const { attributes } = call;
  const [k = 0, c = 0] = weights.shape;
  const shape = [k, phasesOf(attributes) * c, 1, elementsOf(attributes)];
  const layout = weightLayout(shape, x, y, rowStep);
  return [
    // With the window's side, channels and elements tell stride and tile.
    packingOf(weights, [layout, attributes.kernel], layout.length, () =>
      filterSteps(k, filterTransform(weights, attributes), layout),
    ),
    packBias(undefined, y, rowStep),
    NO_PROLOGUE,
  ];
}
