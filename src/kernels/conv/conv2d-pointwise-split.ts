// Pointwise convolution whose sums several invocations share: shaders/conv2d-pointwise-split.wgsl.
import { isPointwise } from '../../ops/window';
import { ceilDiv } from '../../util/math';
import { spanWords } from '../channel-span';
import { defineKernel, sole, type Variant } from '../kernel';
import { conv2dPointwiseSplit as shader } from '../shaders.gen';
import {
  convWeightLayout,
  epilogueOverrides,
  epilogueTraits,
  isDense,
  pointwiseParams,
  tileOf,
} from './conv-call';
import {
  acceptsPrologue,
  packPointwiseConstants,
  prologueOverrides,
  prologueTraits,
} from './conv-prologue';

/**
 * 1×1 convolutions with stride 1 and no padding, with or without a prologue. Sixteen, eight or four share a sum; the rules
 * take the first that wastes no words, since it makes most workgroups and its rows of weights are padded least.
 */
export const conv2dPointwiseSplit = defineKernel({
  shader,
  ops: ['conv2d'],
  variants: [
    splitVariant('4x2', 16, 4),
    splitVariant('4x1', 16, 4),
    splitVariant('4x2', 8, 8),
    splitVariant('4x2', 4, 16),
    splitVariant('8x4', 4, 1),
  ],
  isSplit: true,
  accepts: (call) => isDense(call) && isPointwise(call.attributes) && acceptsPrologue(call),
  traits: (call) => [...prologueTraits(call), ...epilogueTraits(call)],
  overrides: (call, variant) => ({
    ...epilogueOverrides(call, variant),
    ...prologueOverrides(call),
  }),
  params: pointwiseParams,
  workgroups: (call, variant) => {
    const { span } = sole(call.outputs);
    const { pixels, words } = tileOf(variant);
    const [, rows] = variant.workgroup;
    return [ceilDiv(span.pixels, pixels), ceilDiv(spanWords(span), words * rows), 1];
  },
  packConstants: packPointwiseConstants,
  weightLayout: convWeightLayout,
});

/** `split` invocations to a tile, `rows` tiles to a workgroup. */
function splitVariant(tile: string, split: number, rows: number): Variant {
  return { tile, workgroup: [split, rows], blockK: 0, barriers: true };
}
