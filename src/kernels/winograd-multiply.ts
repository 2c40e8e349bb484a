// The products of Winograd convolution: shaders/winograd-multiply.wgsl.
import { ELEMENTS, transformWeights } from '../ir/winograd';
import { ceilDiv } from '../util/math';
import { mergesLanes, spanWords } from './channel-span';
import { REGISTER_VARIANTS, tileOf } from './conv-call';
import { packConvWeights } from './conv-packing';
import { type Call, defineKernel, sole, type Variant } from './kernel';
import { winogradMultiply as shader } from './shaders.gen';

/** Weights are constants, transformed when they are packed. */
export const winogradMultiply = defineKernel({
  shader,
  ops: ['winograd-multiply'],
  variants: REGISTER_VARIANTS,
  accepts: ({ constants }) => constants.length === 1,
  traits: (call) => (mergesLanes(call) ? ['unaligned'] : []),
  overrides: (call, { workgroup }) => ({
    WG_X: workgroup[0],
    WG_Y: workgroup[1],
    UNALIGNED: Number(mergesLanes(call)),
  }),
  params: (call) => ({ x: sole(call.inputs).span, y: sole(call.outputs).span }),
  workgroups: (call, variant) => {
    const { span } = sole(call.outputs);
    const { pixels, words } = tileOf(variant);
    const [x, y] = variant.workgroup;
    const rows = ELEMENTS * ceilDiv(span.pixels / ELEMENTS, pixels);
    return [ceilDiv(rows, x), ceilDiv(ceilDiv(spanWords(span), words), y), 1];
  },
  packConstants: packProducts,
});

/** The 16 elements of a transformed filter are packed as the taps of a 4×4 window are. */
function packProducts(
  call: Call<'winograd-multiply'>,
  variant: Variant,
): Float32Array<ArrayBuffer>[] {
  const [weights] = call.constants;
  if (!weights) throw new RangeError('A product without weights cannot be packed.');
  const rowStep = tileOf(variant).words * variant.workgroup[1];
  const [x, y] = [sole(call.inputs).span, sole(call.outputs).span];
  return [packConvWeights(transformWeights(weights), x, y, rowStep)];
}
